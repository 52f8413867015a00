"""Two people open an identity together, whatever suites their keys and its box were made by."""

from itertools import product

import pytest

from anlan.records.registers.tips import sealing

SUITES = ("international", "guomi")
PASSPHRASES = ("海棠花开在二月里头", "correct horse battery")


@pytest.fixture(scope="module")
def halves() -> dict[tuple[str, int], dict[str, str]]:
    """A key of each suite for each keeper; Argon2id is slow on purpose."""
    return {
        (suite, n): sealing.new_half(passphrase, suite)
        for suite, (n, passphrase) in product(SUITES, enumerate(PASSPHRASES))
    }


@pytest.mark.parametrize(("first", "second", "box"), product(SUITES, SUITES, SUITES))
def test_both_halves_open_it_and_one_does_not(
    halves: dict[tuple[str, int], dict[str, str]], first: str, second: str, box: str
) -> None:
    one, other = halves[first, 0], halves[second, 1]
    sealed, *shares = sealing.seal_between("王某，13800000000", one["public"], other["public"], box)
    opened = [
        sealing.open_share(share, half["wrapped"], half["salt"], passphrase)
        for share, half, passphrase in zip(shares, (one, other), PASSPHRASES, strict=True)
    ]
    assert sealing.open_box(sealed, *opened) == "王某，13800000000"
    with pytest.raises(sealing.CannotOpen):
        sealing.open_box(sealed, opened[0], opened[0])
    # The share that the asking keeper hands over is for the other's eyes only.
    handed = sealing.seal_share(opened[0], other["public"])
    assert sealing.open_share(handed, other["wrapped"], other["salt"], PASSPHRASES[1]) == opened[0]


@pytest.mark.parametrize("suite", SUITES)
def test_a_wrong_passphrase_opens_nothing(halves: dict[tuple[str, int], dict[str, str]], suite: str) -> None:
    half = halves[suite, 0]
    _, share, _ = sealing.seal_between("x", half["public"], half["public"], suite)
    with pytest.raises(sealing.WrongPassphrase):
        sealing.open_share(share, half["wrapped"], half["salt"], PASSPHRASES[1])
    assert all(len(half[name]) <= limit for name, limit in (("public", 128), ("wrapped", 200), ("salt", 64)))
