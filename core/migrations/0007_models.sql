-- Trained versions: what a forecast needs to know of them, so that it reads this table and the artifact's folder and nothing else.
-- digest is the SHA-256 of the artifact's manifest: the folder is believed only where it agrees. people, reasons, metrics and
-- settings are JSON; people are digests of ids. A version that made room for others keeps its row, retired, without its folder.
CREATE TABLE model_versions (
    name VARCHAR NOT NULL,
    target VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    trained_at TIMESTAMP NOT NULL,
    trained_through DATE NOT NULL,
    people VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    folder VARCHAR NOT NULL,
    alias VARCHAR,
    passed BOOLEAN NOT NULL,
    reasons VARCHAR NOT NULL,
    metrics VARCHAR NOT NULL,
    settings VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    code_version VARCHAR NOT NULL,
    retired_at TIMESTAMP
);
