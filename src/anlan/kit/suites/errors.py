"""What a suite cannot do."""


class CannotOpen(Exception):
    """This was sealed for another key, or is damaged."""
