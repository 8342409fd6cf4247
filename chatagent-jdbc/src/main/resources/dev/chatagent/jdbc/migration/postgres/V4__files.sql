CREATE TABLE stored_file (
    no BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id UUID NOT NULL UNIQUE,
    owner UUID NOT NULL,
    tenant VARCHAR(64) NOT NULL,
    session_no BIGINT NOT NULL REFERENCES chat_session (no) ON DELETE CASCADE,
    message INT,
    name VARCHAR(255) NOT NULL,
    type VARCHAR(100) NOT NULL,
    size_bytes BIGINT NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    complete BOOLEAN NOT NULL,
    idempotency_key VARCHAR(255),
    CONSTRAINT stored_file_idempotency UNIQUE (owner, idempotency_key)
);

CREATE INDEX stored_file_list ON stored_file (session_no, created_at DESC, id DESC);

-- What no message refers to is looked for every few minutes.
CREATE INDEX stored_file_unused ON stored_file (created_at) WHERE message IS NULL;

-- One key: the file's number in the upper half, the piece's place in the lower.
CREATE TABLE file_piece (
    place BIGINT PRIMARY KEY,
    file_no BIGINT NOT NULL REFERENCES stored_file (no) ON DELETE CASCADE,
    content BYTEA NOT NULL
);

CREATE INDEX file_piece_by_file ON file_piece (file_no);

-- What comes in is packed already, or as good as.
ALTER TABLE file_piece ALTER COLUMN content SET STORAGE EXTERNAL;
