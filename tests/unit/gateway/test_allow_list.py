"""Addresses that one gateway may come from."""

import pytest

from anlan.gateway.allow_list import is_allowed, networks_of


@pytest.mark.parametrize(
    ("listed", "peer", "allowed"),
    [
        ("", "8.8.8.8", True), ("10.0.0.1", "10.0.0.1", True), ("10.0.0.1", "10.0.0.2", False),
        ("192.168.7.0/24，10.0.0.1", "10.0.0.1", True), ("10.0.0.0/8", "::ffff:10.1.2.3", True),
        ("10.0.0.1/8", "10.9.9.9", True), ("10.0.0.0/8", "no address", False), (" , ", "8.8.8.8", True),
    ],
)  # fmt: skip
def test_an_allow_list_lets_in_who_is_on_it_and_an_empty_one_everybody(listed: str, peer: str, allowed: bool) -> None:
    assert is_allowed(peer, networks_of(listed)) is allowed


def test_what_is_no_address_is_an_error() -> None:
    with pytest.raises(ValueError, match="plant"):
        networks_of("10.0.0.1, plant")
