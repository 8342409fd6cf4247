/** That no event is ever lost, doubled, reordered or heard by somebody else, whatever happens to connections and processes. */
@NullMarked
package dev.chatagent.tests.event;

import org.jspecify.annotations.NullMarked;
