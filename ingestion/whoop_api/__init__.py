"""WHOOP over its API, version 2: the grant, the client, the sync into facts, and webhooks. The source `whoop_api`."""
