"""Records, units, errors, settings, clock, the store, the snapshot, the ledger. Imports nothing of ours."""
