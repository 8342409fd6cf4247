/** The sequenced event log and the subscriptions to it. */
@NullMarked
package dev.chatagent.event;

import org.jspecify.annotations.NullMarked;
