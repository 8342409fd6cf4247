package dev.chatagent;

import dev.chatagent.backup.Backup;
import dev.chatagent.backup.Backups;
import dev.chatagent.health.ComponentHealth;
import dev.chatagent.health.HealthCheck;
import dev.chatagent.storage.Storage;
import java.util.LinkedHashMap;
import java.util.Map;

/** The storage's health, with how its backups stand. A backup that failed does not make it unfit to serve. */
record StorageHealth(Storage storage, Backups backups) implements HealthCheck {
    @Override
    public String component() {
        return storage.component();
    }

    @Override
    public ComponentHealth check() {
        return storage.check();
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        backups.list().stream()
                .findFirst()
                .map(Backup::created)
                .ifPresent(time -> facts.put("lastBackup", time.toString()));
        backups.lastFailure()
                .ifPresent(failure -> facts.put("backupFailed", failure.time() + ": " + failure.message()));
        return facts;
    }
}
