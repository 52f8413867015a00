"""Two points that measure the same should agree."""
