"""Messages that a process could not read or apply: listed, tried again, dismissed."""
