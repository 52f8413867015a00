"""One process owns the folder. chDB insists on it too, but says so without words."""

import fcntl
import os
import time
from pathlib import Path
from typing import IO

from anlan.history.store import StoreInUse


def take(folder: Path, wait_s: float = 3.0) -> IO[str]:
    """Lock ``folder`` until the returned file is closed or the process dies.

    Raises:
        StoreInUse: another process holds it for longer than ``wait_s``; the text names it.
    """
    path = folder / "owner.lock"
    file = path.open("a+")
    deadline = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except OSError:
            if time.monotonic() > deadline:
                file.seek(0)
                owner = file.read().strip() or "unknown"
                file.close()
                raise StoreInUse(
                    f"the history folder {folder} belongs to process {owner}: stop that process, or give this one "
                    "a folder of its own with ANLAN_DATA"
                ) from None
            time.sleep(0.05)
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file
