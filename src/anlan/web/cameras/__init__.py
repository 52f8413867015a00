"""Cameras for screens: which there are and how they are, what they see, and trials of scenes that do not exist yet."""
