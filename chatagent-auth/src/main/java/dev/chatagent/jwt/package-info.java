/** JWT access tokens and bcrypt password hashes; on the class path they replace core's defaults. */
@NullMarked
package dev.chatagent.jwt;

import org.jspecify.annotations.NullMarked;
