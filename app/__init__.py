"""What people touch: the command line and the HTTP API. The only room that prints."""
