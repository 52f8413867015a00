"""Reporting to platforms above 上报: what is told to a city, province or ministry, and the ledger of it."""
