"""GB/T 28181 over HTTP: devices that people enter, what they have, and cameras made of it."""
