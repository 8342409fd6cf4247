/** The connector SPI to agents and the events that they send. */
@NullMarked
package dev.chatagent.agent;

import org.jspecify.annotations.NullMarked;
