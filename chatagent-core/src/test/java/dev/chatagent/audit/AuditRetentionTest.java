package dev.chatagent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatagent.auth.SecretBox;
import dev.chatagent.id.TenantId;
import dev.chatagent.id.UserId;
import dev.chatagent.storage.Storage;
import dev.chatagent.storage.memory.InMemoryStorage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Old rows go, and the chain of the others still shows every other change. */
class AuditRetentionTest {
    private static final UserId ADA = new UserId(UUID.randomUUID());

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    private final Storage storage = InMemoryStorage.create();
    private final Audit audit = new Audit(storage, new SecretBox(new byte[32]), alert -> {}, clock, Runnable::run);
    private final AuditRetention retention = new AuditRetention(storage, audit, clock, Duration.ofDays(30));

    private void days(int days) {
        for (int i = 0; i < days; i++) {
            audit.append(AuditRecord.self(AuditEvent.AUTHN_LOGIN_SUCCESS, TenantId.DEFAULT, ADA, "a"));
            now = now.plus(Duration.ofDays(1));
        }
    }

    private int delete(long through) {
        return storage.write(unit -> unit.get(AuditRepository.class).prune(through));
    }

    @Test
    void rest_of_the_chain_is_whole_after_old_rows_went_again_and_again() {
        for (int round = 0; round < 4; round++) {
            days(40);
            assertThat(retention.prune()).isPositive();
            Audit.Verification found = audit.verify();
            assertThat(found.intact())
                    .as("first broken: %d", found.firstBroken())
                    .isTrue();
            assertThat(found.entries()).isBetween(30L, 33L);
        }
        assertThat(retention.prune()).as("nothing is left to do").isZero();
    }

    @Test
    void more_or_less_than_was_deleted_on_purpose_is_noticed() {
        days(40);
        assertThat(retention.prune()).isPositive();
        assertThat(audit.verify().intact()).isTrue();
        long first = storage.read(
                unit -> unit.get(AuditRepository.class).scan(0, 1).get(0).no());
        assertThat(delete(first)).isEqualTo(1);
        assertThat(audit.verify().firstBroken()).isEqualTo(first + 1);
        days(40);
        assertThat(retention.prune()).as("evidence stays").isZero();
    }

    @Test
    void first_row_that_somebody_else_deleted_is_missed() {
        days(4);
        assertThat(delete(2)).isEqualTo(2);
        assertThat(audit.verify().firstBroken()).isEqualTo(3);
    }

    @Test
    void by_default_nothing_is_ever_deleted() {
        days(4_000);
        assertThat(new AuditRetention(storage, audit, clock, Duration.ZERO).prune())
                .isZero();
        assertThat(audit.verify().entries()).isEqualTo(4_000);
    }
}
