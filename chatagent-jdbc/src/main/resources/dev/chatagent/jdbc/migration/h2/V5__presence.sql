-- Open connections of people, as long as the node that holds them leaves signs of life.
CREATE TABLE presence (
    id UUID PRIMARY KEY,
    owner UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    tenant VARCHAR(64) NOT NULL,
    node UUID NOT NULL,
    kind VARCHAR(20) NOT NULL,
    connected_at BIGINT NOT NULL
);

CREATE INDEX presence_by_owner ON presence (owner, connected_at, id);

CREATE INDEX presence_by_node ON presence (node);
