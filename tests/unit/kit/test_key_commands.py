"""``anlan keys`` and ``anlan cameras key`` print lines that the settings take."""

import pytest
from typer.testing import CliRunner

from anlan.cli import app
from anlan.kit.sealing import PURPOSES, seal, unseal
from anlan.kit.settings import Settings
from anlan.kit.signing import sign, signing_key
from anlan.kit.suites import guomi


def printed(*words: str) -> dict[str, str]:
    """Settings by name, without their comments."""
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, done.output
    lines = [line.split("  #")[0].partition("=") for line in done.stdout.splitlines()]
    return {name.removeprefix("ANLAN_").lower(): value for name, _, value in lines}


@pytest.mark.parametrize("suite", ["international", "guomi"])
@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_printed_pair_seals_and_opens(suite: str, purpose: str) -> None:
    words = ("cameras", "key") if purpose == "camera" else ("keys", "new", purpose)
    found = printed(*words, "--suite", suite)
    web = Settings(**{f"{purpose}_public_key": found[f"{purpose}_public_key"]})  # type: ignore[arg-type]
    there = Settings(**{f"{purpose}_key": found[f"{purpose}_key"]})  # type: ignore[arg-type]
    sealed = seal("secret", web, purpose)
    assert sealed.startswith("guomi:") == (suite == "guomi")
    assert unseal(sealed, there, purpose) == "secret"


@pytest.mark.parametrize("purpose", ["audit", "report"])
def test_a_printed_signing_key_signs(purpose: str) -> None:
    config = Settings(**printed("keys", "new", purpose))  # type: ignore[arg-type]
    key = signing_key(config, purpose)
    assert guomi.is_signed(b"said", sign(b"said", key), guomi.signing_public(key))


def test_an_unknown_purpose_is_named_with_those_there_are() -> None:
    done = CliRunner().invoke(app, ["keys", "new", "door"])
    assert done.exit_code == 2
    assert "camera, notice, field, audit, report" in " ".join(done.output.replace("│", " ").split())
