package dev.chatagent.backup;

import java.time.Instant;

/**
 * A verified backup in the directory of backups.
 *
 * @param name of its file
 * @param created the moment it was begun
 */
public record Backup(String name, Instant created, long bytes) {}
