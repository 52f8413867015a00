"""HH, H, L, LL and any other named limit: deadband, on-delay, off-delay."""
