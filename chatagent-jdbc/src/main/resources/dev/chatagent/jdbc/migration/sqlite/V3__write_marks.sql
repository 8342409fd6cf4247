-- The last transaction of each storage that writes: who got no answer to a commit looks here.
CREATE TABLE write_mark (
    writer TEXT PRIMARY KEY NOT NULL,
    batch INTEGER NOT NULL,
    written_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT, WITHOUT ROWID;
