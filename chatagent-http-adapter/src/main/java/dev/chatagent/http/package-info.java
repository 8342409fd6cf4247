/** The HTTP adapter: one table of routes, and a short road from a request to a service and back. */
@NullMarked
package dev.chatagent.http;

import org.jspecify.annotations.NullMarked;
