"""The secret that canary, test channel and watcher share: from the setting, else made once in the data folder."""

import contextlib
import os
import secrets

from anlan.kit.settings import Settings


def canary_secret(config: Settings) -> str:
    """The secret of this system's canary."""
    if config.canary_secret:
        return config.canary_secret
    path = config.folder("keys") / "canary.secret"
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(24))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
