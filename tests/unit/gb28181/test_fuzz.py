"""Anything may arrive: it is taken, or refused with a counted reason, and nothing else happens."""

import asyncio
import contextlib
import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.bus.messages import GatewayConfig
from anlan.cameras.gb28181 import manscdp, ps_units, rtp, sdp
from anlan.cameras.gb28181.detections import Detections
from anlan.cameras.gb28181.devices import Devices
from anlan.cameras.gb28181.digest import Challenger, Verdict
from anlan.cameras.gb28181.exchange import Exchange
from anlan.cameras.gb28181.gatekeeper import Gatekeeper
from anlan.cameras.gb28181.listeners import Listeners
from anlan.cameras.gb28181.questions import Questions
from anlan.cameras.gb28181.registrar import Registrar
from anlan.domain.clock import ManualClock
from anlan.kit.sip import message
from anlan.kit.sip.refusals import Refusals, Refused

DEVICE = "33038100001180000001"
QUICK, LONG = 150, 8_000


class Wire:
    """A flow that remembers what was sent."""

    host, port, protocol, is_open = "10.0.0.9", 5060, "UDP", True

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def send(self, raw: bytes) -> None:
        self.sent.append(raw)


@st.composite
def sip(draw: st.DrawFn) -> bytes:
    """Something like SIP: right parts, wrong parts, in any mixture."""
    token = st.sampled_from(["REGISTER", "MESSAGE", "NOTIFY", "BYE", "INVITE", "ACK", "CANCEL", "OPTIONS", "X"])
    method = draw(token)
    first = draw(
        st.sampled_from([f"{method} sip:1@2 SIP/2.0", "SIP/2.0 200 OK", "SIP/2.0 999", f"{method} x HTTP/1.1"])
    )
    values = st.one_of(
        st.sampled_from(
            [
                f"<sip:{DEVICE}@3303810000>;tag=1", f"<sip:{DEVICE}@x;a=b;tag", "SIP/2.0/UDP a;rport;branch=z1",
                f"1 {method}", "9" * 30 + f" {method}", "-1", "3600", "0", 'Digest nonce="x",response="y"', ";;;===",
            ]
        ),
        st.text(max_size=40),
    )  # fmt: skip
    names = st.sampled_from(
        [
            "Via",
            "From",
            "To",
            "Call-ID",
            "CSeq",
            "Contact",
            "Expires",
            "Authorization",
            "Content-Length",
            "v",
            "f",
            "\0",
            "",
        ]
    )
    lines = [f"{name}: {value}" for name, value in draw(st.lists(st.tuples(names, values), max_size=10))]
    if draw(st.booleans()):
        lines += [f"Via: SIP/2.0/UDP a;branch=z{draw(st.integers(0, 9))}", f"From: <sip:{DEVICE}@r>", "To: <sip:1@2>"]
        lines += ["Call-ID: c", f"CSeq: 1 {method}"]
    head = "\r\n".join([first, *lines]).encode("utf-8", "replace")
    return head + b"\r\n\r\n" + draw(st.one_of(xml(), st.binary(max_size=200)))


@st.composite
def xml(draw: st.DrawFn) -> bytes:
    """Something like MANSCDP."""
    root = draw(st.sampled_from(["Notify", "Response", "Query", "Control", "a b"]))
    command = draw(st.sampled_from(["Keepalive", "Catalog", "Alarm", "DeviceInfo", "MediaStatus", "", "<x/>"]))
    inner = draw(
        st.lists(
            st.sampled_from(
                [
                    "<SumNum>3</SumNum>", "<SumNum>-1</SumNum>",
                    "<DeviceList><Item><DeviceID>33</DeviceID></Item></DeviceList>",
                    "<DeviceList><Item/></DeviceList>", "<AlarmMethod>5</AlarmMethod>", "<AlarmMethod>é</AlarmMethod>",
                    "<Info><AlarmType>6</AlarmType></Info>", "<!ENTITY x 'y'>", "&x;", "<![CDATA[x]]>", "\ud800",
                ]
            ),
            max_size=5,
        )
    )  # fmt: skip
    text = f"<{root}><CmdType>{command}</CmdType><SN>1</SN><DeviceID>{DEVICE}</DeviceID>{''.join(inner)}</{root}>"
    return text.encode(draw(st.sampled_from(["utf-8", "gb18030", "utf-16"])), "replace")


def registrar(folder: Path, refusals: Refusals) -> tuple[Registrar, Listeners]:
    now = ManualClock(datetime(2026, 11, 26, tzinfo=UTC))
    devices = Devices(folder / "devices.json")
    gateway = GatewayConfig(id=1, code=DEVICE, driver="gb28181", offline_after_s=180)
    devices.adopt([gateway], lambda host, port: None)
    exchange = Exchange("33038100002000000001", "3303810000", now)
    known = devices.get(DEVICE)
    assert known is not None
    devices.reached(known, Wire())
    known.until_ms = known.heard_ms = now.now_ms() + 10_000

    async def durably(readings: object) -> bool:
        return True

    made = Registrar(
        devices, exchange, Questions(exchange, "10.0.0.1", 5060),
        Detections(durably, lambda readings: None, lambda source: None, now), refusals, now,
        password_of=lambda gateway: "geheim", seen=lambda gateway, peer: None, ended=lambda call: False,
        recording_ended=lambda device, call, channel: None,
        answered_late=lambda response: False, tell_unknown=lambda source: None,
    )  # fmt: skip
    return made, Listeners(made.handle, Gatekeeper(["10.0.0.0/8"], lambda host: True, now), refusals)


def hurled(folder: Path, examples: int) -> None:
    async def all_of_it() -> None:
        refusals = Refusals()
        made, listeners = registrar(folder, refusals)

        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.one_of(sip(), st.binary(max_size=400)))
        def one(raw: bytes) -> None:
            wire = Wire()
            listeners.take(raw, wire)
            # One answer, and never much longer than what was asked: nobody is flooded through us.
            assert len(wire.sent) <= 1
            assert all(len(answer) < 2 * len(raw) + 600 for answer in wire.sent)

        one()
        await asyncio.sleep(0)
        await made.close()
        assert refusals.of["internal"] == 0
        assert refusals.total > 0

    asyncio.run(all_of_it())


def taken_apart(examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(st.binary(max_size=600), st.integers(0, 0xFF), st.integers(0, 0xFFFF))
    def one(raw: bytes, first: int, number: int) -> None:
        order, units = rtp.InOrder(), ps_units.Units()
        packets = [raw, bytes([first & 0x3F | 0x80]) + raw, struct.pack("!BBHII", 0x80, 96, number, 1, 1) + raw]
        for data in packets:
            try:
                packet = rtp.parse(data)
            except Refused:
                continue
            if packet is not None:
                for given_on, is_after_loss in order.put(packet):
                    units.put(given_on, is_after_loss=is_after_loss)
        for read in (manscdp.parse, sdp.answered, message.parse, message.stated_length):
            with contextlib.suppress(Refused):
                read(raw)

    one()


@pytest.mark.parametrize("payload", [b"", b"x", b"xy"])
def test_a_picture_without_end_is_let_go(payload: bytes) -> None:
    """Packets of one picture for ever, each nearly empty."""
    units = ps_units.Units()
    for number in range(3 * ps_units.PARTS_MAX):
        assert units.put(rtp.Packet(number & 0xFFFF, 7, 1, False, payload), is_after_loss=False) == []
        assert len(units._parts) <= ps_units.PARTS_MAX + 1
    assert units.left_out >= 2


def test_anything_that_arrives_is_taken_or_refused(tmp_path: Path) -> None:
    hurled(tmp_path, QUICK)


def test_anything_that_is_read_is_taken_or_refused() -> None:
    taken_apart(QUICK)


@pytest.mark.slow
def test_anything_that_arrives_is_taken_or_refused_for_long(tmp_path: Path) -> None:
    hurled(tmp_path, LONG)
    taken_apart(LONG)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_no_text_is_a_login(text: str) -> None:
    challenger = Challenger("r", ManualClock(datetime(2026, 11, 26, tzinfo=UTC)))
    assert challenger.judge("Digest " + text, "REGISTER", "10.0.0.9", "geheim") is not Verdict.RIGHT
