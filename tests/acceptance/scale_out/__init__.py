"""Anlan on the servers of a large county: PostgreSQL, a NATS cluster, several instances of a process."""
