/** Health of the runtime, component by component. */
@NullMarked
package dev.chatagent.health;

import org.jspecify.annotations.NullMarked;
