"""Who was told what, when and why."""
