/** chatagent as a WAR. */
@NullMarked
package dev.chatagent.examples.war;

import org.jspecify.annotations.NullMarked;
