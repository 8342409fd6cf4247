/** A web application of Spring Boot with chatagent in it. */
@NullMarked
package dev.chatagent.examples.spring;

import org.jspecify.annotations.NullMarked;
