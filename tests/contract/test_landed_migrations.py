"""A migration that has landed stays as it was: databases of earlier versions have run it."""

from tests.contract.landed_migrations import landed, present


def test_landed_migrations_are_as_they_were() -> None:
    now = present()
    changed = [path for path, checksum in landed().items() if now.get(path) != checksum]
    assert changed == [], "put the change into a migration of its own"


def test_new_migrations_are_kept_from_now_on() -> None:
    assert sorted(present().keys() - landed().keys()) == [], "run python -m tests.contract.landed_migrations"
