package dev.chatagent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AuditChainTest {
    private static final Instant T = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final UserId ADA = new UserId(UUID.randomUUID());

    private final AuditChain chain = new AuditChain(new byte[32]);
    private final AuditEntry first =
            chain.next(Optional.empty(), AuditRecord.self(AuditEvent.USER_CREATED, TenantId.DEFAULT, ADA, "a"), T);
    private final AuditEntry second = chain.next(
            Optional.of(first),
            AuditRecord.self(AuditEvent.AUTHN_LOGIN_SUCCESS, TenantId.DEFAULT, ADA, "a")
                    .with("k", "v"),
            T);

    @Test
    void rows_follow_each_other() {
        assertThat(chain.follows(Optional.empty(), first)).isTrue();
        assertThat(chain.follows(Optional.of(first), second)).isTrue();
    }

    @Test
    void a_row_that_was_changed_in_any_field_does_not_follow() {
        AuditEntry s = second;
        UserId eve = new UserId(UUID.randomUUID());
        TenantId other = new TenantId("other");
        List<AuditEntry> changed = List.of(
                new AuditEntry(3, s.time(), s.event(), s.tenant(), ADA, ADA, s.address(), s.detail(), s.hash()),
                new AuditEntry(2, T.plusMillis(1), s.event(), s.tenant(), ADA, ADA, s.address(), s.detail(), s.hash()),
                new AuditEntry(2, s.time(), "x", s.tenant(), ADA, ADA, s.address(), s.detail(), s.hash()),
                new AuditEntry(2, s.time(), s.event(), other, ADA, ADA, s.address(), s.detail(), s.hash()),
                new AuditEntry(2, s.time(), s.event(), s.tenant(), eve, ADA, s.address(), s.detail(), s.hash()),
                new AuditEntry(2, s.time(), s.event(), s.tenant(), ADA, null, s.address(), s.detail(), s.hash()),
                new AuditEntry(2, s.time(), s.event(), s.tenant(), ADA, ADA, "b", s.detail(), s.hash()),
                new AuditEntry(2, s.time(), s.event(), s.tenant(), ADA, ADA, s.address(), "{}", s.hash()),
                new AuditEntry(2, s.time(), s.event(), s.tenant(), ADA, ADA, s.address(), s.detail(), first.hash()));
        assertThat(changed).noneMatch(row -> chain.follows(Optional.of(first), row));
    }

    @Test
    void a_missing_row_and_another_key_break_the_chain() {
        assertThat(chain.follows(Optional.empty(), second)).isFalse();
        byte[] key = new byte[32];
        key[0] = 1;
        assertThat(new AuditChain(key).follows(Optional.of(first), second)).isFalse();
    }

    @Test
    void detail_is_plain_json_whatever_comes_in() {
        AuditRecord record = new AuditRecord(
                AuditEvent.AUTHZ_CHANGE, TenantId.DEFAULT, null, null, "", Map.of("b", "\"}\n<x>", "a", "user admin"));
        assertThat(chain.next(Optional.empty(), record, T).detail())
                .isEqualTo("{\"a\":\"user admin\",\"b\":\"????x?\"}");
    }
}
