/** Settings in one list, the environment and how it was decided, the data directory. */
@NullMarked
package dev.chatagent.config;

import org.jspecify.annotations.NullMarked;
