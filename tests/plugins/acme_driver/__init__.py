"""A driver that lives outside Anlan: the smallest one that keeps the contract."""
