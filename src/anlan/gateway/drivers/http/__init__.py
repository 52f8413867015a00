"""HTTP batch ingest: JSON, NDJSON and CSV posted by gateways, back-ends and people with a spreadsheet."""
