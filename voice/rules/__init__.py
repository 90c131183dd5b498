"""The deterministic reader: words, clauses and a lexicon, no model and no network."""
