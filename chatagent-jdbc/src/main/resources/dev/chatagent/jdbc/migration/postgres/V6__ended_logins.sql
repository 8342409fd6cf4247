-- Logins and API keys that were deleted with their account, for a day: nodes that remember one learn of its end here.
CREATE TABLE ended_login (
    id UUID PRIMARY KEY,
    ended_at BIGINT NOT NULL
);

CREATE INDEX ended_login_time ON ended_login (ended_at);
