/** Who is calling and what they may do: principal, permissions, and the SPIs for tokens, passwords and secrets. */
@NullMarked
package dev.chatagent.auth;

import org.jspecify.annotations.NullMarked;
