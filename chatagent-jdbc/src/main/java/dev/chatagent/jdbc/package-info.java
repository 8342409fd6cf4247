/** Durable storage on SQL databases; H2 is built in. */
@NullMarked
package dev.chatagent.jdbc;

import org.jspecify.annotations.NullMarked;
