package dev.chatagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.Modules.Slot;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModulesTest {
    private record Named(String name) implements ChatAgentModule {}

    private static final Modules TWO = new Modules(List.of(new Named("first"), new Named("second")));

    @Test
    void two_claimants_of_one_slot_fail_and_both_are_named() {
        assertThatThrownBy(() -> TWO.fill("hat", Optional.empty(), m -> Optional.of(m.name()), () -> "default"))
                .hasMessageContainingAll("first", "second", "hat");
    }

    @Test
    void set_explicitly_beats_discovered_and_asks_no_module() {
        Slot<String> slot = TWO.fill(
                "hat",
                Optional.of("mine"),
                m -> {
                    throw new IllegalStateException("asked");
                },
                () -> "default");
        assertThat(slot.part()).isEqualTo("mine");
        assertThat(slot.reason()).isEqualTo("set by the host");
    }

    @Test
    void discovered_beats_default() {
        Slot<String> slot = TWO.fill(
                "hat",
                Optional.empty(),
                m -> m.name().equals("second") ? Optional.of("found") : Optional.empty(),
                () -> "default");
        assertThat(slot.part()).isEqualTo("found");
        assertThat(slot.reason()).contains("second");
    }

    @Test
    void default_fills_what_nobody_claims() {
        assertThat(TWO.fill("hat", Optional.empty(), m -> Optional.empty(), () -> "default")
                        .part())
                .isEqualTo("default");
    }
}
