/** Chat sessions, messages and the runs that answer them. */
@NullMarked
package dev.chatagent.chat;

import org.jspecify.annotations.NullMarked;
