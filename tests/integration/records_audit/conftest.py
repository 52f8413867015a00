"""A data folder of its own for the key and the anchor."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.kit.settings import settings


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The chain's key and anchor are this test's alone."""
    monkeypatch.setattr(settings(), "data", tmp_path)
    return tmp_path
