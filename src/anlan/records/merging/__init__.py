"""Two enterprises that are one: which fields survive, what hangs on the other moves, a second person confirms."""
