/** The outer edge of a host: which proxies are believed, which origins may call, whether TLS is demanded. */
@NullMarked
package dev.chatagent.edge;

import org.jspecify.annotations.NullMarked;
