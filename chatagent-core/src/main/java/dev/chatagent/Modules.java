package dev.chatagent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.Supplier;

/** The modules on the class path, and the rule of which one fills a slot. */
final class Modules {
    private final List<ChatAgentModule> found;

    Modules(List<ChatAgentModule> found) {
        this.found = List.copyOf(found);
    }

    static Modules discover() {
        return new Modules(ServiceLoader.load(ChatAgentModule.class, ChatAgentModule.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    List<ChatAgentModule> all() {
        return found;
    }

    /** Set explicitly beats discovered beats default. */
    <T> Slot<T> fill(
            String slot, Optional<T> explicit, Function<ChatAgentModule, Optional<T>> ask, Supplier<T> fallback) {
        if (explicit.isPresent()) {
            return new Slot<>(explicit.get(), "set by the host");
        }
        List<Slot<T>> claims = new ArrayList<>();
        for (ChatAgentModule module : found) {
            ask.apply(module).ifPresent(part -> claims.add(new Slot<>(part, "from " + module.name())));
        }
        if (claims.size() > 1) {
            throw new IllegalStateException(
                    "Both " + claims.get(0).reason() + " and " + claims.get(1).reason() + " there is a " + slot
                            + "; set one in the builder or take one off the class path.");
        }
        return claims.isEmpty() ? new Slot<>(fallback.get(), "default") : claims.get(0);
    }

    /** What fills a slot and why. */
    record Slot<T>(T part, String reason) {}
}
