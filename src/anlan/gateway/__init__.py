"""Field devices → readings. Drivers speak the protocols; the host makes readings durable, then answers."""
