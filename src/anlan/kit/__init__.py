"""Settings, logs and process life: what every process needs and no safety term lives in."""
