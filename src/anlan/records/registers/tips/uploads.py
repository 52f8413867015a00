"""Uploads that never touch a disk as they came: a large one would lie in a temporary file with its position in it."""

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler


class InMemory(MemoryFileUploadHandler):
    """Keeps every upload in memory; the body limit of the web process bounds it."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Take it whatever its size."""
        self.activated = True
