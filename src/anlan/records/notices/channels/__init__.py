"""Ways out to people, one folder each. Nothing here knows the database: the watcher uses the same folders."""
