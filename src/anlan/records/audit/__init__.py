"""Every write by a person, append-only and hash-chained."""
