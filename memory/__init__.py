"""Episodes, reflections and notes: rows in the store; their index, and a recall that is safe in time."""
