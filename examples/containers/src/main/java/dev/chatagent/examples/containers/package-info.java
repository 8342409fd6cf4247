/** Three servlet containers around one application, set up as the hosting guide says. */
@NullMarked
package dev.chatagent.examples.containers;

import org.jspecify.annotations.NullMarked;
