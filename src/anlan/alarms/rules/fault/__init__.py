"""An instrument that reports, for too long, that it is ill."""
