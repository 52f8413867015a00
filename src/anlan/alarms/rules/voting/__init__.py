"""k out of n points of a group must agree before there is an alarm."""
