/** Rate limiting: the limiter SPI, GCRA as its default, and the policy of which call costs what. */
@NullMarked
package dev.chatagent.limit;

import org.jspecify.annotations.NullMarked;
