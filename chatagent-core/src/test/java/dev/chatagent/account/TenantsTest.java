package dev.chatagent.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatagent.id.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantsTest {
    @Test
    void host_names_decide_in_any_case_and_others_are_the_default() {
        Tenants tenants = Tenants.parse("a.example.org=a, B.example.org=b");
        assertThat(tenants.ofHost("A.example.org")).isEqualTo(new TenantId("a"));
        assertThat(tenants.ofHost("b.EXAMPLE.org")).isEqualTo(new TenantId("b"));
        assertThat(tenants.ofHost("c.example.org")).isEqualTo(TenantId.DEFAULT);
        assertThat(Tenants.parse("").ofHost("a.example.org")).isEqualTo(TenantId.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a=", "=a", "a=b=c", "a=B", "a=b,,"})
    void what_cannot_be_read_is_named(String text) {
        assertThatThrownBy(() -> Tenants.parse(text)).hasMessageContaining("CHATAGENT_TENANTS");
    }
}
