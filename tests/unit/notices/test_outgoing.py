"""Nothing leaves for our own network, a redirect is not followed, and every end of a request has its own name."""

import pytest
from bench.ports import free_port

from anlan.records.notices.channels.outgoing import Forbidden, NotTaken, Outgoing, Unsure
from tests.servers.providers import provider

PRIVATE = [
    "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://0.0.0.0/", "http://10.0.0.5/",
    "http://172.16.3.4/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data", "http://100.64.0.1/",
    "http://[fe80::1]/", "http://[fd00::1]/", "http://[::ffff:127.0.0.1]/", "http://[2002:7f00:1::]/",
    "http://2130706433/", "http://0x7f000001/", "http://127.1/", "http://0177.0.0.1/", "http://224.0.0.1/",
    "http://255.255.255.255/", "http://[ff02::1]/", "http://192.0.2.1/", "http://198.18.0.1/",
]  # fmt: skip
MALFORMED = [
    "ftp://8.8.8.8/", "file:///etc/passwd", "gopher://8.8.8.8/", "http://", "//8.8.8.8/", "http://user:pw@8.8.8.8/",
    "http://8.8.8.8:99999/", "http://[::1", "javascript:alert(1)", "",
]  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE)
def test_private_addresses_are_refused_in_every_spelling(url: str) -> None:
    with pytest.raises((Forbidden, NotTaken)):
        Outgoing().request("POST", url)


@pytest.mark.parametrize("url", MALFORMED)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(Forbidden):
        Outgoing(["127.0.0.1"]).request("POST", url)


@pytest.mark.parametrize("allowed", ["127.0.0.1", "127.0.0.0/8", "localhost"])
def test_a_host_inside_is_reached_when_the_setting_allows_it(allowed: str) -> None:
    with provider() as there:
        host = "localhost" if allowed == "localhost" else "127.0.0.1"
        assert Outgoing([allowed]).request("POST", f"http://{host}:{there.port}/x?y=1", b"hello").status == 200
        assert there.taken[0].path == "/x?y=1"
        assert there.taken[0].headers["Host"] == f"{host}:{there.port}"


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with provider() as there:
        there.status = 302
        assert Outgoing(["127.0.0.1"]).request("POST", there.url).status == 302
        assert there.asked == 1


def test_nobody_there_is_certain_and_a_lost_answer_is_not() -> None:
    with pytest.raises(NotTaken):
        Outgoing(["127.0.0.1"]).request("POST", f"http://127.0.0.1:{free_port()}/")
    with provider() as there:
        there.mood = "silent"
        with pytest.raises(Unsure):
            Outgoing(["127.0.0.1"], timeout_s=0.3).request("POST", there.url)
        assert len(there.taken) == 1


def test_an_answer_without_end_is_cut() -> None:
    with provider() as there:
        there.answer = b"x" * 1_000_000
        assert len(Outgoing(["127.0.0.1"]).request("POST", there.url).body) <= 70_000
