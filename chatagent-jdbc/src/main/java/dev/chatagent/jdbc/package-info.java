/** Durable storage on SQL databases; H2 and PostgreSQL are built in, SQLite needs its driver. */
@NullMarked
package dev.chatagent.jdbc;

import org.jspecify.annotations.NullMarked;
