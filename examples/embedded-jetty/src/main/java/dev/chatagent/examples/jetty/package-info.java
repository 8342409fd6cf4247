/** A host that embeds chatagent, and the recipes of the embedding guide. */
@NullMarked
package dev.chatagent.examples.jetty;

import org.jspecify.annotations.NullMarked;
