"""Real servers for tests, each in a throw-away folder on free ports: what the machine lacks is named, not imitated."""


class Missing(RuntimeError):
    """The server is not installed; the text names the package that brings it."""
