CREATE TABLE users (
    id UUID PRIMARY KEY,
    tenant VARCHAR(64) NOT NULL,
    email VARCHAR(320) NOT NULL,
    email_key VARCHAR(320) NOT NULL,
    display_name VARCHAR(200) NOT NULL,
    name_key VARCHAR(600) NOT NULL,
    roles VARCHAR(1000) NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT users_email UNIQUE (tenant, email_key)
);

CREATE TABLE login (
    id UUID PRIMARY KEY,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tenant VARCHAR(64) NOT NULL,
    device VARCHAR(200) NOT NULL,
    address VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE INDEX login_expiry ON login (expires_at);

CREATE TABLE refresh_token (
    hash VARCHAR(64) PRIMARY KEY,
    user_id UUID NOT NULL,
    login_id UUID NOT NULL REFERENCES login (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE INDEX refresh_token_expiry ON refresh_token (expires_at);

CREATE TABLE one_time_token (
    hash VARCHAR(64) PRIMARY KEY,
    purpose VARCHAR(20) NOT NULL,
    user_id UUID,
    login_id UUID,
    expires_at BIGINT NOT NULL
);

CREATE INDEX one_time_token_expiry ON one_time_token (expires_at);

CREATE TABLE chat_session (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id UUID NOT NULL UNIQUE,
    owner UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tenant VARCHAR(64) NOT NULL,
    title VARCHAR(300) NOT NULL,
    agent VARCHAR(100) NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    message_count INT NOT NULL
);

CREATE INDEX chat_session_list ON chat_session (owner, updated_at DESC, id DESC);

-- One key: the session's number in the upper half, the message's place in the lower. A page is one range of it.
CREATE TABLE chat_message (
    place BIGINT PRIMARY KEY,
    parent INT,
    role VARCHAR(20) NOT NULL,
    status VARCHAR(20) NOT NULL,
    parts CHARACTER LARGE OBJECT NOT NULL,
    created_at BIGINT NOT NULL,
    run_id UUID,
    error VARCHAR(4000)
);

CREATE TABLE run (
    id UUID PRIMARY KEY,
    owner UUID NOT NULL,
    node UUID NOT NULL,
    session_no BIGINT NOT NULL REFERENCES chat_session (no) ON DELETE CASCADE,
    message INT NOT NULL,
    prompt INT NOT NULL,
    status VARCHAR(20) NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    input_tokens BIGINT,
    output_tokens BIGINT,
    error VARCHAR(4000),
    events_after BIGINT NOT NULL,
    idempotency_key VARCHAR(255),
    CONSTRAINT run_idempotency UNIQUE (owner, idempotency_key)
);

CREATE INDEX run_by_session ON run (session_no, status);

CREATE INDEX run_by_status ON run (status);

CREATE TABLE event_stream (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name VARCHAR(50) NOT NULL UNIQUE,
    last_seq BIGINT NOT NULL
);

CREATE TABLE event (
    place BIGINT PRIMARY KEY,
    type VARCHAR(50) NOT NULL,
    happened_at BIGINT NOT NULL,
    json CHARACTER LARGE OBJECT NOT NULL
);

-- Processes that serve from this database, with their last signs of life.
CREATE TABLE node (
    id UUID PRIMARY KEY,
    seen_at BIGINT NOT NULL
);

CREATE INDEX event_time ON event (happened_at);

-- The last transaction of each storage that writes: who got no answer to a commit looks here.
CREATE TABLE write_mark (
    writer UUID PRIMARY KEY,
    batch BIGINT NOT NULL,
    written_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL
);
