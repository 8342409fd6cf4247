CREATE TABLE stored_file (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    tenant TEXT NOT NULL,
    session_no INTEGER NOT NULL REFERENCES chat_session (no) ON DELETE CASCADE,
    message INTEGER,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    complete INTEGER NOT NULL,
    idempotency_key TEXT,
    UNIQUE (owner, idempotency_key)
) STRICT;

CREATE INDEX stored_file_list ON stored_file (session_no, created_at DESC, id DESC);

-- What no message refers to is looked for every few minutes.
CREATE INDEX stored_file_unused ON stored_file (created_at) WHERE message IS NULL;

-- One key: the file's number in the upper half, the piece's place in the lower.
CREATE TABLE file_piece (
    place INTEGER PRIMARY KEY,
    file_no INTEGER NOT NULL REFERENCES stored_file (no) ON DELETE CASCADE,
    content BLOB NOT NULL
) STRICT;

CREATE INDEX file_piece_by_file ON file_piece (file_no);
