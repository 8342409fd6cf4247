/** The clients of the WebSocket, of Java and of JavaScript, under one suite against the real server. */
@NullMarked
package dev.chatagent.tests.client;

import org.jspecify.annotations.NullMarked;
