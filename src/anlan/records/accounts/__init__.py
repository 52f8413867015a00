"""Who uses the platform, in which role, and how far they see."""
