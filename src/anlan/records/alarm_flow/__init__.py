"""From alarms to one incident: who silences what until when, and why somebody was told or not."""
