/** The storage SPI: units of work over the repositories that the features define. */
@NullMarked
package dev.chatagent.storage;

import org.jspecify.annotations.NullMarked;
