"""A channel; see README.md."""
