-- Memory: the truth of episodes, reflections and notes; the vector index over them can be rebuilt from here at any time.

CREATE TABLE memories (
    memory_id VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    track VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    night DATE,
    known_at TIMESTAMP NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    text VARCHAR NOT NULL,
    state VARCHAR,
    data VARCHAR NOT NULL
);
