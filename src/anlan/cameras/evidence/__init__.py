"""Evidence: what a camera saw around an alarm, cut from its ring, with heads blurred unless somebody may see more."""
