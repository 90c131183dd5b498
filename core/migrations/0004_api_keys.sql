-- Keys of the HTTP API: only the hash of a key is kept; scopes are JSON: {"people": [...], "may": ["read"]}.
CREATE TABLE api_keys (
    key_id VARCHAR NOT NULL,
    key_sha256 VARCHAR NOT NULL,
    scopes VARCHAR NOT NULL,
    created_at TIMESTAMP NOT NULL,
    revoked_at TIMESTAMP
);
