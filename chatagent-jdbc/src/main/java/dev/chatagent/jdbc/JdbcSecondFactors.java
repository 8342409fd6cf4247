package dev.chatagent.jdbc;

import dev.chatagent.account.SecondFactor;
import dev.chatagent.account.SecondFactorRepository;
import dev.chatagent.id.UserId;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

final class JdbcSecondFactors implements SecondFactorRepository {
    private final Handle handle;

    JdbcSecondFactors(Handle handle) {
        this.handle = handle;
    }

    @Override
    public void put(UserId owner, SecondFactor factor) {
        delete(owner);
        handle.createUpdate("""
                        INSERT INTO second_factor (user_id, sealed, confirmed, last_step)
                        VALUES (:owner, :sealed, :confirmed, :step)
                        """)
                .bind("owner", owner.value())
                .bind("sealed", factor.sealed())
                .bind("confirmed", factor.confirmed())
                .bind("step", factor.lastStep())
                .execute();
    }

    @Override
    public Optional<SecondFactor> find(UserId owner) {
        return handle.createQuery("SELECT * FROM second_factor WHERE user_id = :owner")
                .bind("owner", owner.value())
                .map((row, context) -> new SecondFactor(
                        Columns.text(row, "sealed"), row.getBoolean("confirmed"), row.getLong("last_step")))
                .findOne();
    }

    @Override
    public boolean advance(UserId owner, long step) {
        return handle.createUpdate(
                                "UPDATE second_factor SET last_step = :step WHERE user_id = :owner AND last_step < :step")
                        .bind("step", step)
                        .bind("owner", owner.value())
                        .execute()
                == 1;
    }

    @Override
    public void confirm(UserId owner) {
        handle.createUpdate("UPDATE second_factor SET confirmed = TRUE WHERE user_id = :owner")
                .bind("owner", owner.value())
                .execute();
    }

    @Override
    public boolean delete(UserId owner) {
        deleteRecoveryCodes(owner);
        return handle.createUpdate("DELETE FROM second_factor WHERE user_id = :owner")
                        .bind("owner", owner.value())
                        .execute()
                == 1;
    }

    private void deleteRecoveryCodes(UserId owner) {
        handle.createUpdate("DELETE FROM recovery_code WHERE user_id = :owner")
                .bind("owner", owner.value())
                .execute();
    }

    @Override
    public void putRecoveryCodes(UserId owner, List<String> hashes) {
        deleteRecoveryCodes(owner);
        for (String hash : hashes) {
            handle.createUpdate("INSERT INTO recovery_code (user_id, hash) VALUES (:owner, :hash)")
                    .bind("owner", owner.value())
                    .bind("hash", hash)
                    .execute();
        }
    }

    @Override
    public boolean takeRecoveryCode(UserId owner, String hash) {
        return handle.createUpdate("DELETE FROM recovery_code WHERE user_id = :owner AND hash = :hash")
                        .bind("owner", owner.value())
                        .bind("hash", hash)
                        .execute()
                == 1;
    }

    @Override
    public int recoveryCodes(UserId owner) {
        return handle.createQuery("SELECT COUNT(*) FROM recovery_code WHERE user_id = :owner")
                .bind("owner", owner.value())
                .mapTo(Integer.class)
                .one();
    }
}
