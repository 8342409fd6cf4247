ALTER TABLE users ADD COLUMN banned BOOLEAN DEFAULT FALSE NOT NULL;
ALTER TABLE users ADD COLUMN email_verified BOOLEAN DEFAULT FALSE NOT NULL;
CREATE INDEX users_list ON users (tenant, created_at DESC, id DESC);

ALTER TABLE login ADD COLUMN actor UUID;
CREATE INDEX login_by_actor ON login (actor);
CREATE INDEX login_by_user ON login (user_id, revoked_at);
CREATE INDEX login_revoked ON login (revoked_at);
CREATE INDEX one_time_token_by_user ON one_time_token (user_id, purpose);

CREATE TABLE api_key (
    id UUID PRIMARY KEY,
    hash VARCHAR(64) NOT NULL UNIQUE,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tenant VARCHAR(64) NOT NULL,
    name VARCHAR(200) NOT NULL,
    hint VARCHAR(20) NOT NULL,
    scopes VARCHAR(1000) NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX api_key_by_user ON api_key (user_id, created_at DESC);
CREATE INDEX api_key_revoked ON api_key (revoked_at);
CREATE INDEX api_key_expiry ON api_key (expires_at);

CREATE TABLE second_factor (
    user_id UUID PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    sealed VARCHAR(500) NOT NULL,
    confirmed BOOLEAN NOT NULL,
    last_step BIGINT NOT NULL
);

CREATE TABLE recovery_code (
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash VARCHAR(64) NOT NULL,
    PRIMARY KEY (user_id, hash)
);

CREATE TABLE login_failure (
    id VARCHAR(64) PRIMARY KEY,
    failures INT NOT NULL,
    last_at BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL
);
CREATE INDEX login_failure_time ON login_failure (last_at);

CREATE TABLE known_device (
    hash VARCHAR(64) PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);
CREATE INDEX known_device_by_user ON known_device (user_id);
CREATE INDEX known_device_expiry ON known_device (expires_at);

CREATE TABLE signing_key (
    id VARCHAR(64) PRIMARY KEY,
    algorithm VARCHAR(20) NOT NULL,
    sealed VARCHAR(2000) NOT NULL,
    created_at BIGINT NOT NULL,
    retires_at BIGINT NOT NULL
);

CREATE TABLE audit_entry (
    no BIGINT PRIMARY KEY,
    happened_at BIGINT NOT NULL,
    event VARCHAR(64) NOT NULL,
    tenant VARCHAR(64) NOT NULL,
    actor UUID,
    subject UUID,
    address VARCHAR(64) NOT NULL,
    detail VARCHAR(4000) NOT NULL,
    hash VARCHAR(64) NOT NULL
);
CREATE INDEX audit_entry_page ON audit_entry (tenant, no DESC);
