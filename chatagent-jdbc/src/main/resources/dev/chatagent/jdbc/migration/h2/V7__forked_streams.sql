-- The last place of a stream up to which events may have been told that a restore has undone: whoever knows one of those cannot resume.
ALTER TABLE event_stream ADD COLUMN forked_at BIGINT DEFAULT 0 NOT NULL;
