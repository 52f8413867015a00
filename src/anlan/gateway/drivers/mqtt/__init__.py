"""MQTT 3.1, 3.1.1 and 5.0 ingest: PUBACK and PUBREC only after the readings are durable. See README.md."""
