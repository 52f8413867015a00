"""Pictures for people to look at, taken on the way when ``ANLAN_SHOTS`` names a folder."""

import os

from tests.e2e.conftest import Visitor


def shows(visitor: Visitor, name: str) -> None:
    """What is on the screen now, as ``<name>.png``."""
    if folder := os.environ.get("ANLAN_SHOTS"):
        visitor.page.screenshot(path=f"{folder}/{name}.png")
