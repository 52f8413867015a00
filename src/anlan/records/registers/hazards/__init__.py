"""隐患排查治理: from the day a hazard is found to the day a second person strikes it off the list."""
