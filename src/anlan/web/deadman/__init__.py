"""The dead man's watcher: `anlan watch`. Knows no database, no bus and no Django, and tells people by its own means."""
