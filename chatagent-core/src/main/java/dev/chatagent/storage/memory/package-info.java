/** Storage in memory, for tests and for trying things out. */
@NullMarked
package dev.chatagent.storage.memory;

import org.jspecify.annotations.NullMarked;
