"""Reports for people and for the agent: the daily brief, the track record, the questions worth asking. Reads, never writes."""
