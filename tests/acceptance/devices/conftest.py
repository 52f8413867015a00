"""One running system for all device tests of a worker."""

from collections.abc import Iterator

import pytest

from tests.acceptance.devices.place import Place


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A running system; starting it takes about ten seconds."""
    made = Place(tmp_path_factory.mktemp("devices"))
    yield made
    made.close()
