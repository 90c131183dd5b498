-- The mark of this store, which every anchored head carries: so a whole ledger that vanishes from the store is missed.
CREATE TABLE installation (store_id VARCHAR NOT NULL);
INSERT INTO installation SELECT uuid()::VARCHAR;
