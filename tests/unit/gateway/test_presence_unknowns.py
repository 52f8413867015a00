"""Silence is news once; a flood of unknown sources costs nothing."""

from datetime import UTC, datetime

from anlan.bus import unknowns as module
from anlan.bus.messages import GatewayConfig, GatewayEvent, UnknownSource
from anlan.bus.presence import Presence
from anlan.bus.unknowns import Unknowns
from anlan.domain.clock import ManualClock

START = datetime(2026, 11, 23, tzinfo=UTC)
GATEWAY = GatewayConfig(id=7, code="GW-7", driver="mqtt", offline_after_s=90)


def test_gateway_is_announced_once_when_it_comes_and_once_when_it_goes() -> None:
    clock, told = ManualClock(START), list[GatewayEvent]()
    presence = Presence(clock, told.append)
    for _ in range(3):
        presence.seen(GATEWAY, "10.0.0.7:1")
        clock.advance(1)
    clock.advance(90)
    presence.gone(GATEWAY, "keep-alive")
    presence.sweep()
    presence.sweep()
    assert [e.kind for e in told] == ["online", "offline"]
    presence.seen(GATEWAY, "10.0.0.7:2")
    assert told[-1].kind == "online"


def test_short_break_is_not_announced() -> None:
    clock, told = ManualClock(START), list[GatewayEvent]()
    presence = Presence(clock, told.append)
    presence.seen(GATEWAY, "")
    presence.gone(GATEWAY, "tcp reset")
    clock.advance(30)
    presence.sweep()
    presence.seen(GATEWAY, "")
    presence.sweep()
    assert [e.kind for e in told] == ["online"]


def test_presence_is_repeated_for_receivers_that_were_away() -> None:
    clock, told = ManualClock(START), list[GatewayEvent]()
    presence = Presence(clock, told.append)
    for _ in range(13):
        presence.seen(GATEWAY, "")
        presence.sweep()
        clock.advance(10)
    assert [e.kind for e in told] == ["online", "online"]


def source(address: str) -> UnknownSource:
    return UnknownSource(driver="mqtt", gateway_code="GW-1", address=address, sample="1", seen_at_ms=0)


def test_one_source_is_reported_once_a_minute() -> None:
    clock, sent = ManualClock(START), list[UnknownSource]()
    unknowns = Unknowns(clock, lambda _, s: sent.append(s))
    for _ in range(119):
        unknowns.saw(source("nh3"))
        clock.advance(1)
    assert len(sent) == 2
    assert unknowns.count == 119


def test_flood_of_sources_is_spread_and_memory_bounded(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(module, "MOST_REMEMBERED", 50)
    clock, sent = ManualClock(START), list[UnknownSource]()
    unknowns = Unknowns(clock, lambda _, s: sent.append(s))
    for n in range(1000):
        unknowns.saw(source(f"p{n}"))
    assert len(sent) == module.MOST_PER_S
    assert len(unknowns._reported) == 50
    clock.advance(1)
    unknowns.saw(source("p999"))
    assert sent[-1].address == "p999"
