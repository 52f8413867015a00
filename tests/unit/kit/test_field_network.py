"""The platform calls machines in plants, never itself by an address that somebody typed."""

import pytest

from anlan.kit.field_network import Forbidden, address_to_call

OURSELVES = [
    "127.0.0.1", "localhost", "0.0.0.0", "::1", "::", "127.1", "0x7f000001", "::ffff:127.0.0.1", "2002:7f00:1::",
    "169.254.169.254", "fe80::1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("host", OURSELVES)
def test_this_machine_and_its_link_are_not_called(host: str) -> None:
    with pytest.raises(Forbidden, match="ANLAN_FIELD_HOSTS"):
        address_to_call(host, "")


@pytest.mark.parametrize("host", ["10.3.0.17", "192.168.1.5", "172.16.9.9", "8.8.8.8", "fd00::17"])
def test_networks_of_plants_are_called(host: str) -> None:
    assert address_to_call(host, "") == host


@pytest.mark.parametrize("allowed", ["127.0.0.1", "10.0.0.1, 127.0.0.0/8", "LOCALHOST"])
def test_what_runs_here_on_purpose_is_named(allowed: str) -> None:
    assert address_to_call("localhost", allowed) == "127.0.0.1"


def test_what_is_named_opens_nothing_else() -> None:
    with pytest.raises(Forbidden):
        address_to_call("169.254.169.254", "127.0.0.1, media.example")


def test_one_forbidden_address_of_a_name_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(0, 0, 0, "", ("10.0.0.9", 0)), (0, 0, 0, "", ("127.0.0.1", 0))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(Forbidden):
        address_to_call("camera.example", "")


@pytest.mark.parametrize("host", ["no-such-machine.invalid", "a" * 300])
def test_a_name_that_nobody_knows_is_told_apart(host: str) -> None:
    with pytest.raises(OSError, match=r".+"):
        address_to_call(host, "")
