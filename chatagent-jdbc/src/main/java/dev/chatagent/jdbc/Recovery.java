package dev.chatagent.jdbc;

import dev.chatagent.backup.Backup;
import dev.chatagent.backup.BackupDirectory;
import dev.chatagent.error.ChatAgentException;
import dev.chatagent.error.ErrorCode;
import dev.chatagent.storage.Passphrase;
import dev.chatagent.storage.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done about a damaged embedded database: it goes aside and the newest backup that is good takes its place, where that is
 * allowed; else the start ends with what to do.
 */
record Recovery(boolean allowed, BackupDirectory backups, Optional<Passphrase> passphrase) {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    boolean anyBackup() {
        return !backups.list().isEmpty();
    }

    /** @throws ChatAgentException UNAVAILABLE, with instructions, when nothing was or could be restored */
    void recover(JdbcStorage storage, Path database, String damage) throws IOException {
        List<Backup> there = backups.list();
        if (there.isEmpty()) {
            throw refused(
                    database,
                    damage,
                    "There is no backup in " + backups.path()
                            + ". Put one there, or move the directory of the database away to start with an empty one.");
        }
        if (!allowed) {
            throw refused(
                    database,
                    damage,
                    "The newest backup is of " + there.get(0).created()
                            + "; everything after that time would be missing. Start once with CHATAGENT_RECOVER=on to move the"
                            + " damaged database aside and restore that backup, or restore one by hand"
                            + " (./run restore FILE --replace).");
        }
        for (Backup backup : there) {
            Path file = backups.path().resolve(backup.name());
            try {
                BackupContent content = BackupContent.check(file, passphrase, Progress.NONE);
                EmbeddedDatabase.Put put =
                        new EmbeddedDatabase(storage, database).put(content, "damaged", Progress.NONE);
                tell(database, damage, file, put);
                return;
            } catch (BackupFormatException e) {
                LOG.error("The backup {} cannot be used: {}. The one before it is tried.", file, e.getMessage());
            }
        }
        throw refused(
                database,
                damage,
                "None of the " + there.size() + " backups in " + backups.path()
                        + " can be used; the log says why. If they are encrypted, set CHATAGENT_BACKUP_PASSPHRASE.");
    }

    private static ChatAgentException refused(Path database, String damage, String advice) {
        return new ChatAgentException(
                ErrorCode.UNAVAILABLE,
                "The database " + database + " is damaged (" + damage + "). It was left as it is. " + advice);
    }

    private static void tell(Path database, String damage, Path backup, EmbeddedDatabase.Put put) {
        LOG.error(
                """

                ************************************************************
                THE DATABASE WAS DAMAGED, AND A BACKUP WAS RESTORED.
                  database  {}
                  damage    {}
                  backup    {}
                  made at   {}
                  rows      {}
                Everything that was written AFTER {} MAY BE MISSING:
                messages, accounts, changed passwords, bans, sign-outs.
                The damaged files were kept: {}
                ************************************************************
                """,
                database,
                damage,
                backup,
                put.summary().created(),
                put.summary().rows(),
                put.summary().created(),
                put.aside().map(Path::toString).orElse("there were none"));
    }
}
