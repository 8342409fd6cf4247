/** Who is here: the open connections of each person, on all nodes, and the events of their coming and going. */
@NullMarked
package dev.chatagent.presence;

import org.jspecify.annotations.NullMarked;
