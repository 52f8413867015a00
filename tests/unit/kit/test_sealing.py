"""A change of suite or key leaves everything readable that was sealed before."""

from pathlib import Path

import pytest

from anlan.kit import sealing
from anlan.kit.sealing import NotOurs, seal, unseal
from anlan.kit.settings import Settings


def on(folder: Path, **fields: str) -> Settings:
    return Settings(data=folder, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("purpose", sealing.PURPOSES)
def test_what_was_sealed_before_the_change_of_suite_opens_after_it_and_back(tmp_path: Path, purpose: str) -> None:
    old = seal("admin:old", on(tmp_path), purpose)
    changed = on(tmp_path, crypto_suite="guomi")
    new = seal("admin:new", changed, purpose)
    assert ":" not in old
    assert new.startswith("guomi:")
    for config in (changed, on(tmp_path)):
        assert [unseal(text, config, purpose) for text in (old, new)] == ["admin:old", "admin:new"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "keys").iterdir())


@pytest.mark.parametrize("suite", ["international", "guomi"])
def test_on_two_machines_one_seals_and_the_other_opens(tmp_path: Path, suite: str) -> None:
    private, public = sealing.new_pair(suite)
    web, cameras = on(tmp_path / "web", camera_public_key=public), on(tmp_path / "cameras", camera_key=private)
    sealed = seal("admin:pass", web)
    assert unseal(sealed, cameras) == "admin:pass"
    with pytest.raises(NotOurs):
        unseal(sealed, web)
    assert not list((tmp_path / "web").rglob("*.key")), "a key was made where none is needed"


def test_a_process_with_both_keys_opens_both_and_seals_by_the_suite_that_is_set(tmp_path: Path) -> None:
    (old_key, old_public), (new_key, new_public) = sealing.new_pair(), sealing.new_pair("guomi")
    both = on(tmp_path, camera_key=f"{old_key}, {new_key}", crypto_suite="guomi")
    for public in (old_public, new_public):
        assert unseal(seal("x", on(tmp_path, camera_public_key=public)), both) == "x"
    assert seal("x", both).startswith("guomi:")
    assert not seal("x", on(tmp_path, camera_key=old_key, crypto_suite="guomi")).startswith("guomi:"), "no such key"


@pytest.mark.parametrize("text", ["", "guomi:", "nist:AAAA", "guomi:AAAA", "AAAA", "no base64"])
def test_what_is_no_box_is_not_ours(tmp_path: Path, text: str) -> None:
    with pytest.raises(NotOurs):
        unseal(text, on(tmp_path))


def test_the_keys_are_starred_wherever_settings_are_shown(tmp_path: Path) -> None:
    private = sealing.new_pair("guomi")[0]
    names = ("camera_key", "notice_key", "field_key", "audit_sign_key", "report_sign_key")
    shown = on(tmp_path, **dict.fromkeys(names, private)).shown()
    assert {shown[name] for name in names} == {"***"}
