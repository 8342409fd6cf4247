/** The WebSocket adapter: JSON text frames in and out, one connection a class. */
@NullMarked
package dev.chatagent.ws;

import org.jspecify.annotations.NullMarked;
