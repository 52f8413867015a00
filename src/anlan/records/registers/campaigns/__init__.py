"""专项行动: actions with their task lists, progress, assessment, rankings and circulars."""
