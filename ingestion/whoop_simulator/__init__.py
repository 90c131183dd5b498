"""A WHOOP of one's own: an HTTP server that behaves as WHOOP does, over synthetic people, on a clock that can be advanced."""
