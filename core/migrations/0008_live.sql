-- Live sources: who is connected to what, how far each was read, what was asked for, what has come in and waits.

-- One account of a person at a service. A connection that ended keeps its row. Tokens never stand here (core/vault.py).
CREATE TABLE connections (
    person_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    account_id VARCHAR NOT NULL,
    base_url VARCHAR NOT NULL,
    connected_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);

-- How far a source was read: written in the same transaction as the facts that were read up to there. value is JSON.
CREATE TABLE bookmarks (
    person_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    value VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL
);

-- Events that a service pushed, each once by its trace id; handled_at is empty while they wait.
CREATE TABLE webhook_events (
    source VARCHAR NOT NULL,
    trace_id VARCHAR NOT NULL,
    account_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    object_id VARCHAR NOT NULL,
    received_at TIMESTAMP NOT NULL,
    handled_at TIMESTAMP
);

-- What somebody asked the pipelines to do (a person, or the agent's tool refresh_data).
CREATE TABLE requests (
    request_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    taken_at TIMESTAMP
);
