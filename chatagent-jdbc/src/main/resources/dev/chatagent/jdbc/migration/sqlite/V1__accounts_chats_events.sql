-- Identifiers are text, lower case; times, and whether something is so, are numbers.
CREATE TABLE users (
    id TEXT PRIMARY KEY NOT NULL,
    tenant TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    display_name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    roles TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT users_email UNIQUE (tenant, email_key)
) STRICT;

CREATE TABLE login (
    id TEXT PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tenant TEXT NOT NULL,
    device TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

CREATE INDEX login_expiry ON login (expires_at);

CREATE TABLE refresh_token (
    hash TEXT PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL,
    login_id TEXT NOT NULL REFERENCES login (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX refresh_token_expiry ON refresh_token (expires_at);

CREATE INDEX refresh_token_by_login ON refresh_token (login_id);

CREATE TABLE one_time_token (
    hash TEXT PRIMARY KEY NOT NULL,
    purpose TEXT NOT NULL,
    user_id TEXT,
    login_id TEXT,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX one_time_token_expiry ON one_time_token (expires_at);

-- Numbers are never given a second time: messages of a deleted chat could come back under a new one.
CREATE TABLE chat_session (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tenant TEXT NOT NULL,
    title TEXT NOT NULL,
    agent TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    message_count INTEGER NOT NULL
) STRICT;

CREATE INDEX chat_session_list ON chat_session (owner, updated_at DESC, id DESC);

-- One key: the session's number in the upper half, the message's place in the lower. A page is one range of it.
CREATE TABLE chat_message (
    place INTEGER PRIMARY KEY,
    parent INTEGER,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    parts TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    run_id TEXT,
    error TEXT
) STRICT;

CREATE TABLE run (
    id TEXT PRIMARY KEY NOT NULL,
    owner TEXT NOT NULL,
    node TEXT NOT NULL,
    session_no INTEGER NOT NULL REFERENCES chat_session (no) ON DELETE CASCADE,
    message INTEGER NOT NULL,
    prompt INTEGER NOT NULL,
    status TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    input_tokens INTEGER,
    output_tokens INTEGER,
    error TEXT,
    events_after INTEGER NOT NULL,
    idempotency_key TEXT,
    CONSTRAINT run_idempotency UNIQUE (owner, idempotency_key)
) STRICT;

CREATE INDEX run_by_session ON run (session_no, status);

CREATE INDEX run_by_status ON run (status);

CREATE TABLE event_stream (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    last_seq INTEGER NOT NULL
) STRICT;

CREATE TABLE event (
    place INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    happened_at INTEGER NOT NULL,
    json TEXT NOT NULL
) STRICT;

CREATE INDEX event_time ON event (happened_at);

-- Processes that serve from this database, with their last signs of life.
CREATE TABLE node (
    id TEXT PRIMARY KEY NOT NULL,
    seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The last transaction of each storage that writes: who got no answer to a commit looks here.
CREATE TABLE write_mark (
    writer TEXT PRIMARY KEY NOT NULL,
    batch INTEGER NOT NULL,
    written_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT, WITHOUT ROWID;
