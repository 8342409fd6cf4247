/** The runnable server: the library in a Jetty, with a web page. */
@NullMarked
package dev.chatagent.launcher;

import org.jspecify.annotations.NullMarked;
