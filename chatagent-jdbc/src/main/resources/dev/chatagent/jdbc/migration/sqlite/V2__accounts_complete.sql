ALTER TABLE users ADD COLUMN banned INTEGER DEFAULT FALSE NOT NULL;
ALTER TABLE users ADD COLUMN email_verified INTEGER DEFAULT FALSE NOT NULL;
CREATE INDEX users_list ON users (tenant, created_at DESC, id DESC);

ALTER TABLE login ADD COLUMN actor TEXT;
CREATE INDEX login_by_actor ON login (actor);
CREATE INDEX login_by_user ON login (user_id, revoked_at);
CREATE INDEX login_revoked ON login (revoked_at);
CREATE INDEX one_time_token_by_user ON one_time_token (user_id, purpose);

CREATE TABLE api_key (
    id TEXT PRIMARY KEY NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    hint TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE INDEX api_key_by_user ON api_key (user_id, created_at DESC);
CREATE INDEX api_key_revoked ON api_key (revoked_at);
CREATE INDEX api_key_expiry ON api_key (expires_at);

CREATE TABLE second_factor (
    user_id TEXT PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    sealed TEXT NOT NULL,
    confirmed INTEGER NOT NULL,
    last_step INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_code (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE login_failure (
    id TEXT PRIMARY KEY NOT NULL,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX login_failure_time ON login_failure (last_at);

CREATE TABLE known_device (
    hash TEXT PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX known_device_by_user ON known_device (user_id);
CREATE INDEX known_device_expiry ON known_device (expires_at);

CREATE TABLE signing_key (
    id TEXT PRIMARY KEY NOT NULL,
    algorithm TEXT NOT NULL,
    sealed TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    retires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_entry (
    no INTEGER PRIMARY KEY,
    happened_at INTEGER NOT NULL,
    event TEXT NOT NULL,
    tenant TEXT NOT NULL,
    actor TEXT,
    subject TEXT,
    address TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_entry_page ON audit_entry (tenant, no DESC);
