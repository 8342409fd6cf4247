/** JSON of everything that crosses a connection: strict reading, events, problems. */
@NullMarked
package dev.chatagent.wire;

import org.jspecify.annotations.NullMarked;
