-- The ledger: links hold nothing about a person; what they commit to stands in ledger_contents, so that erasing a person
-- (contents and salts) leaves a chain that still verifies.

CREATE TABLE ledgers (
    ledger_id VARCHAR NOT NULL,
    track VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE ledger_links (
    ledger_id VARCHAR NOT NULL,
    sequence INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    written_at TIMESTAMP NOT NULL,
    commitment VARCHAR NOT NULL,
    previous VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL
);

CREATE TABLE ledger_contents (
    ledger_id VARCHAR NOT NULL,
    sequence INTEGER NOT NULL,
    salt VARCHAR NOT NULL,
    person_id VARCHAR NOT NULL,
    night DATE NOT NULL,
    horizon INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    known_at TIMESTAMP NOT NULL,
    facts_digest VARCHAR NOT NULL,
    payload VARCHAR NOT NULL
);
