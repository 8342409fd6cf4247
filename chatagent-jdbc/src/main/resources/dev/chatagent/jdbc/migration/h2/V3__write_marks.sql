-- The last transaction of each storage that writes: who got no answer to a commit looks here.
CREATE TABLE write_mark (
    writer UUID PRIMARY KEY,
    batch BIGINT NOT NULL,
    written_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL
);
