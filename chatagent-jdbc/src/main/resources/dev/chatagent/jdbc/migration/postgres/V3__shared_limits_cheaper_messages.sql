-- Days, not moments: a message changes no indexed column then, and the new version of the row stays on its page (HOT).
ALTER TABLE chat_session
    ADD COLUMN updated_day BIGINT NOT NULL GENERATED ALWAYS AS (updated_at / 86400000000) STORED;
DROP INDEX chat_session_list;
CREATE INDEX chat_session_list ON chat_session (owner, updated_day DESC);
ALTER TABLE chat_session SET (fillfactor = 70);
ALTER TABLE event_stream SET (fillfactor = 70);

-- When each key's allowance is whole again, in microseconds; what is lost with a crash of the server is only forgiven.
CREATE UNLOGGED TABLE rate_limit (
    key TEXT PRIMARY KEY,
    due BIGINT NOT NULL,
    admitted BOOLEAN NOT NULL
);
