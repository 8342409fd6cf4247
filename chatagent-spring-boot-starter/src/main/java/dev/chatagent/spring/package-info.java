/** Spring Boot 4: puts a runtime and its adapters into an application, from Spring's environment and beans. */
@NullMarked
package dev.chatagent.spring;

import org.jspecify.annotations.NullMarked;
