"""Files that must survive a power cut."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Put a file, or the names in a folder after a rename, on disk before anything is said about it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
