/** The one root of expected failures, its codes, and how each shows over HTTP and WebSocket. */
@NullMarked
package dev.chatagent.error;

import org.jspecify.annotations.NullMarked;
