"""What people wrote beside curves, and the alarms that stood there."""
