"""The county and its towns and streets."""
