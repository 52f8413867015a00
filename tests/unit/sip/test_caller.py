"""Calling a horn that answers by itself, on real sockets: what it does, and what it may do wrong."""

import socket
import time

import numpy as np
import pytest

from anlan.kit.sip import caller
from anlan.kit.sip.address import SipAddress
from anlan.kit.sip.dialogue import Login
from anlan.kit.sip.ending import Ended, Ending, Target
from anlan.kit.sip.g711 import PCMU, RATE_HZ
from tests.servers.horn import Horn, loudest_hz

FAST_S = 0.002


def tone(seconds: float, hz: float = 1_000) -> np.ndarray:
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (np.sin(2 * np.pi * hz * at) * 12_000).astype(np.int16)


def called(horn: Horn, seconds: float = 0.4, login: Login | None = None, **more: object) -> Ending:
    target = Target(SipAddress.parse(horn.address), "127.0.0.1", login)
    options = {"judge": lambda host: host, "packet_s": FAST_S, **more}
    return caller.play(target, tone(seconds), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("codec", [8, 0])
def test_a_horn_hears_the_tone_and_the_call_ends(codec: int) -> None:
    with Horn(codec=codec) as horn:
        ending = called(horn)
    assert (ending.how, ending.played_s) == (Ended.PLAYED, 0.4)
    assert ending.answered_after_s is not None
    assert [text.split(" ", 1)[0] for text in horn.requests] == ["INVITE", "ACK", "BYE"]
    assert len(horn.packets) == 20
    assert loudest_hz(horn.samples) == pytest.approx(1_000, abs=5)
    assert {packet[1] & 0x7F for packet in horn.packets} == {codec}


def test_packets_keep_the_pace_of_their_sound() -> None:
    with Horn() as horn:
        called(horn, 0.6, packet_s=0.02)
    took_s = horn.arrived_s[-1] - horn.arrived_s[0]
    assert took_s > 0.5, "sent faster than it can be played"


def test_a_horn_with_a_password_is_told_it() -> None:
    with Horn(password="geheim") as horn:
        assert called(horn, login=Login("8001", "geheim")).how == Ended.PLAYED
        assert called(horn, login=Login("8001", "falsch")).how == Ended.LOGIN
        assert called(horn).how == Ended.LOGIN
    assert all("geheim" not in text for text in horn.requests)


def test_a_lost_invite_is_sent_again() -> None:
    with Horn(loses_first=1) as horn:
        assert called(horn).how == Ended.PLAYED
    first, second = horn.asked("INVITE")
    assert first == second


@pytest.mark.parametrize(
    ("answers", "how"),
    [("486", Ended.BUSY), ("404", Ended.REFUSED), ("503", Ended.REFUSED), ("603", Ended.REFUSED),
     ("inactive", Ended.UNFIT)],
)  # fmt: skip
def test_a_refusal_is_told_apart(answers: str, how: Ended) -> None:
    with Horn(answers=answers) as horn:
        ending = called(horn)
    assert ending.how == how
    assert horn.packets == []
    assert horn.asked("ACK"), "a refusal that nobody acknowledges is repeated for half a minute"


def test_a_horn_that_rings_is_given_up_and_told_so() -> None:
    with Horn(answers="ringing") as horn:
        assert called(horn, answer_within_s=0.6).how == Ended.NO_ANSWER
    assert horn.asked("CANCEL")
    assert horn.asked("ACK")


def test_a_horn_that_says_nothing_is_given_up() -> None:
    with Horn(answers="silent") as horn:
        assert called(horn, answer_within_s=0.6).how == Ended.NO_ANSWER
    assert len(horn.asked("INVITE")) == 2  # at 0 and 0.5 s
    assert not horn.asked("CANCEL")


def test_nobody_there_is_found_out_at_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began_s = time.monotonic()
    target = Target(SipAddress.parse(f"sip:127.0.0.1:{port}"), "127.0.0.1")
    assert caller.play(target, tone(0.1), judge=lambda host: host).how == Ended.UNREACHABLE
    assert time.monotonic() - began_s < 4


def test_a_horn_that_hangs_up_ends_the_sound() -> None:
    with Horn(answers="hangs_up") as horn:
        ending = called(horn, 4.0)
    assert ending.how == Ended.HUNG_UP
    assert ending.played_s < 4.0
    assert not horn.asked("BYE")


def test_a_stop_ends_the_call() -> None:
    with Horn() as horn:
        ending = called(horn, 60.0, is_stopped=lambda: len(horn.packets) > 20)
    assert ending.how == Ended.STOPPED
    assert ending.played_s < 60
    assert horn.asked("BYE")


def test_sound_goes_only_where_it_may() -> None:
    def judge(host: str) -> str:
        raise PermissionError(f"{host} must not be called")

    with Horn(media_host="169.254.169.254") as horn:
        ending = called(horn, judge=judge)
    assert ending.how == Ended.FORBIDDEN
    assert "169.254.169.254" in ending.why
    assert horn.asked("BYE")


@pytest.mark.parametrize("noise", [b"", b"\x00" * 40, b"SIP/2.0 200 OK\r\n\r\n", b"INVITE x SIP/2.0\r\nA\r\n\r\n"])
def test_what_is_no_sip_is_left_out(noise: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with Horn() as horn:
        handle = horn._handle

        def noisy(text: str) -> None:
            horn._sip.sendto(noise, horn._caller)
            handle(text)

        monkeypatch.setattr(horn, "_handle", noisy)
        assert called(horn).how == Ended.PLAYED


@pytest.mark.parametrize(
    ("answers", "how"),
    [("200", Ended.PLAYED), ("405", Ended.PLAYED), ("404", Ended.REFUSED), ("480", Ended.REFUSED)],
)
def test_a_silent_question_says_whether_it_is_there(answers: str, how: Ended) -> None:
    with Horn(answers=answers) as horn:
        assert caller.is_there(Target(SipAddress.parse(horn.address), "127.0.0.1")).how == how
    assert horn.packets == []


@pytest.mark.parametrize(
    "text",
    ["8001@10.0.0.5", "sip:", "sip:a b@10.0.0.5", "sip:8001@10.0.0.5:0", "sip:8001@10.0.0.5:99999",
     "sips:8001@10.0.0.5", "sip:8001:geheim@10.0.0.5", "sip:8001@10.0.0.5;transport=tcp", "sip:8001@[::1]",
     "sip:8001@10.0.0.5\r\nX: y"],
)  # fmt: skip
def test_other_addresses_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="8001@"):
        SipAddress.parse(text)


def test_an_address_is_written_as_it_was_read() -> None:
    for text in ("sip:8001@10.30.1.5", "sip:10.30.1.5:5062", "sip:*81@pbx.plant.cn"):
        assert str(SipAddress.parse(text)) == text


def test_mu_law_is_used_where_the_horn_knows_no_other() -> None:
    with Horn(codec=PCMU) as horn:
        called(horn)
    assert "m=audio" in horn.asked("INVITE")[0]
    assert "RTP/AVP 8 0" in horn.asked("INVITE")[0]
