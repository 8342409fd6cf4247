package dev.chatagent.edge;

import dev.chatagent.limit.ClientAddress;
import java.util.Optional;

/**
 * Where a request comes from, as far as it can be believed.
 *
 * @param address of the caller, or of the last hop that can be believed
 * @param scheme {@code http} or {@code https} as a trusted proxy says; empty when none does
 * @param host with its port, as a trusted proxy says; empty when none does
 */
public record Caller(ClientAddress address, Optional<String> scheme, Optional<String> host) {}
