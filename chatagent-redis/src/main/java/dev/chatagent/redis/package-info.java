/** What nodes share through Redis: hints of new events, and rate limits. */
@NullMarked
package dev.chatagent.redis;

import org.jspecify.annotations.NullMarked;
