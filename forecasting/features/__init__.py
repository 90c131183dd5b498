"""What was known of a person on each evening, as one row of named numbers: the catalog of features and their computation."""
