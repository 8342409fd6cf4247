/** Typed identifiers: opaque on the wire, at least 122 random bits each. */
@NullMarked
package dev.chatagent.id;

import org.jspecify.annotations.NullMarked;
