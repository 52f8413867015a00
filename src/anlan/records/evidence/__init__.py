"""What cameras saw around an alarm, and what people said of it."""
