/** Users, their login sessions, refresh tokens, the first administrator, and the authenticator. */
@NullMarked
package dev.chatagent.account;

import org.jspecify.annotations.NullMarked;
