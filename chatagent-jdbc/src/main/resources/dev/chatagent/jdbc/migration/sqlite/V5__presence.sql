-- Open connections of people, as long as the node that holds them leaves signs of life.
CREATE TABLE presence (
    id TEXT PRIMARY KEY NOT NULL,
    owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tenant TEXT NOT NULL,
    node TEXT NOT NULL,
    kind TEXT NOT NULL,
    connected_at INTEGER NOT NULL
) STRICT;

CREATE INDEX presence_by_owner ON presence (owner, connected_at, id);

CREATE INDEX presence_by_node ON presence (node);
