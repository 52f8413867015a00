"""应急演练与救援: plans, resources, drills, and the command log with its tasks."""
