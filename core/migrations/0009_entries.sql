-- Journal entries in the person's words (core/records.py, Entry); what was read out of them stands in journal and measures.

CREATE TABLE entries (
    person_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    source_epoch VARCHAR NOT NULL,
    known_at TIMESTAMP NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    digest VARCHAR NOT NULL,
    deleted BOOLEAN NOT NULL,
    day DATE NOT NULL,
    told_at TIMESTAMP NOT NULL,
    "text" VARCHAR NOT NULL,
    transcriber VARCHAR NOT NULL,
    reader VARCHAR NOT NULL,
    language VARCHAR,
    confidence DOUBLE,
    recording VARCHAR,
    suffix VARCHAR,
    duration_seconds DOUBLE,
    voice_flags VARCHAR,
    functionals VARCHAR
);
