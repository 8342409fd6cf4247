/** A client of the WebSocket for Java programs: it reconnects, resumes, refreshes and backs off. */
@NullMarked
package dev.chatagent.client;

import org.jspecify.annotations.NullMarked;
