"""What the driver answers, keeps and refuses; a transport that only remembers stands for the socket."""

import asyncio
import math
from collections.abc import Callable
from typing import Any

import pytest

from anlan.bus.messages import GatewayConfig
from anlan.domain.clock import to_ms
from anlan.domain.quality import Quality
from anlan.gateway.drivers.hj212 import driver as module
from anlan.gateway.drivers.hj212 import sessions
from anlan.gateway.drivers.hj212.codec import StreamParser, build_frame
from anlan.gateway.drivers.hj212.connection import MAX_STRANGERS, MAX_UNANSWERED, WRITE_MOST, Connection
from anlan.gateway.drivers.hj212.driver import Driver
from tests.unit.gateway_hj212.fakes import NOW, FakeHost, hashed, registry

MN = "330381000000000000000001"
OTHER_MN = "330381000000000000000002"
NOW_MS = to_ms(NOW)
STAMP = "20261123180000"  # NOW in China


class Wire(asyncio.Transport):
    """A transport that remembers what was written and whether it is read."""

    def __init__(self, peer: str) -> None:
        super().__init__()
        self.peer = peer
        self.out = b""
        self.is_read = True
        self.is_closed = False
        self.backlog = 0

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return (self.peer, 40000) if name == "peername" else default

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None: ...

    def get_write_buffer_size(self) -> int:
        return self.backlog

    def write(self, data: Any) -> None:
        self.out += data

    def pause_reading(self) -> None:
        self.is_read = False

    def resume_reading(self) -> None:
        self.is_read = True

    def abort(self) -> None:
        self.is_closed = True


class Station:
    """One connected data logger."""

    def __init__(self, driver: Driver, peer: str = "10.0.0.5") -> None:
        self.wire = Wire(peer)
        self.connection = Connection(driver)
        self.connection.connection_made(self.wire)

    def send(self, data: bytes) -> None:
        view = self.connection.get_buffer(-1)
        for at in range(0, len(data), len(view)):
            piece = data[at : at + len(view)]
            view[: len(piece)] = piece
            self.connection.buffer_updated(len(piece))

    def upload(self, cp: str, **fields: Any) -> None:
        self.send(frame(cp, **fields))

    def answers(self) -> list[str]:
        """Data segments received since the last look; every one must be a right frame."""
        data, self.wire.out = self.wire.out, b""
        return [event.decode() for event in StreamParser().feed(data) if isinstance(event, bytes)]


def frame(
    cp: str, *, qn: str = "20261123180000001", cn: str = "2011", mn: str = MN, pw: str = "k9P2x7", **more: object
) -> bytes:
    flag, split = more.get("flag", 5), more.get("split", "")
    return build_frame(f"QN={qn};ST=22;CN={cn};PW={pw};MN={mn};Flag={flag};{split}CP=&&{cp}&&")


def station(code: str = MN, number: int = 7, secret: str = "k9P2x7", **options: str) -> GatewayConfig:
    return GatewayConfig(id=number, code=code, driver="hj212", secret_hash=hashed(secret), options=options)


def driver_with(*gateways: GatewayConfig, addresses: tuple[str, ...] = ("a21001", "a21001-Avg", "SB1-RS")) -> Driver:
    known = registry(list(gateways) or [station()], {7: list(addresses), 8: ["a21001"]})
    return Driver(FakeHost(known, hj212_port=0))  # type: ignore[arg-type]


def host_of(driver: Driver) -> FakeHost:
    assert isinstance(driver.host, FakeHost)
    return driver.host


# --- answers -----------------------------------------------------------------------------------------


async def test_9014_waits_until_the_readings_are_durable() -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.upload(f"DataTime={STAMP};a21001-Rtd=12.6,a21001-Flag=N")
    assert logger.answers() == []
    assert host_of(driver).rows() == [(1, NOW_MS, 12.6, Quality.GOOD)]
    host_of(driver).settle()
    assert logger.answers() == [f"QN=20261123180000001;ST=91;CN=9014;PW=k9P2x7;MN={MN};Flag=4;CP=&&&&"]


@pytest.mark.parametrize("error", ["full", "lost"])
async def test_no_answer_when_the_store_did_not_take_it(error: str) -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.upload(f"DataTime={STAMP};a21001-Rtd=12.6")
    host_of(driver).settle(error)
    assert logger.answers() == []
    assert host_of(driver).counters[f"frames_unanswered:{error}"] == 1


async def test_no_answer_when_none_is_wanted() -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.upload(f"DataTime={STAMP};a21001-Rtd=12.6", flag=4)
    host_of(driver).settle()
    assert logger.answers() == []
    assert len(host_of(driver).stored) == 1


async def test_version_bits_of_the_device_are_kept_in_the_answer() -> None:
    driver = driver_with()
    host_of(driver).is_durable_at_once = True
    logger = Station(driver)
    for flag in (1, 9):
        logger.upload(f"DataTime={STAMP};a21001-Rtd=12.6", flag=flag)
    assert ["Flag=0;" in logger_answer or "Flag=8;" in logger_answer for logger_answer in logger.answers()] == [
        True
    ] * 2


async def test_answer_without_qn_when_the_device_sent_none() -> None:
    driver = driver_with()
    host_of(driver).is_durable_at_once = True
    logger = Station(driver)
    logger.send(build_frame(f"ST=22;CN=2011;PW=k9P2x7;MN={MN};Flag=5;CP=&&DataTime={STAMP};a21001-Rtd=1&&"))
    assert logger.answers() == [f"ST=91;CN=9014;PW=k9P2x7;MN={MN};Flag=4;CP=&&&&"]


async def test_upload_of_unregistered_values_only_is_answered_and_offered() -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.upload(f"DataTime={STAMP};a34013-Rtd=3.5,a34013-Flag=N")
    assert len(logger.answers()) == 1
    assert host_of(driver).unknowns == [("hj212", MN, "a34013", "3.5", "mg/m3")]


async def test_time_request_is_noted_and_answered_with_the_local_time() -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.upload("PolId=w01018", cn="1013")
    noted, told = logger.answers()
    assert "CN=9013" in noted
    assert told == f"QN={STAMP}000;ST=22;CN=1012;PW=k9P2x7;MN={MN};Flag=5;CP=&&PolId=w01018;SystemTime={STAMP}&&"


async def test_time_request_is_only_noted_when_the_option_says_so() -> None:
    driver = driver_with(station(answer_time_requests="false"))
    logger = Station(driver)
    logger.upload("", cn="1013")
    assert len(logger.answers()) == 1
    logger.upload("", cn="1013", flag=4)
    assert logger.answers() == []


async def test_alarm_event_of_the_2005_edition_is_a_notice() -> None:
    driver = driver_with(addresses=("101-Ala",))
    logger = Station(driver)
    logger.upload(f"AlarmTime={STAMP};101-Ala=1.1,AlarmType=1", cn="2072")
    host_of(driver).settle()
    assert "CN=9013" in logger.answers()[0]
    assert host_of(driver).rows() == [(1, NOW_MS, 1.1, Quality.GOOD)]


async def test_command_of_a_device_is_answered_with_not_served() -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.upload("RtdInterval=30", cn="1062")
    assert logger.answers() == [f"QN=20261123180000001;ST=91;CN=9011;PW=k9P2x7;MN={MN};Flag=4;CP=&&QnRtn=8&&"]
    logger.upload("RtdInterval=30", cn="1062", flag=4)
    logger.upload("QnRtn=1", cn="9011")
    assert logger.answers() == []


async def test_wrong_crc_gets_no_answer_and_is_explained() -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.send(frame(f"DataTime={STAMP};a21001-Rtd=12.6").replace(b"12.6", b"92.6"))
    assert logger.answers() == []
    assert host_of(driver).pending == []
    assert host_of(driver).counters["frames_rejected:crc"] == 1
    kept = driver.rejections[0]
    assert (kept.at_ms, kept.peer, kept.reason) == (NOW_MS, "10.0.0.5", "crc")
    assert b"92.6" in kept.raw


async def test_right_frame_without_usable_header_is_explained() -> None:
    driver = driver_with()
    Station(driver).send(build_frame("QN=1;ST=22;CN=2011;MN=short;CP=&&&&"))
    assert driver.rejections[0].reason == "mn"


async def test_rejections_are_kept_in_bounded_number() -> None:
    driver = driver_with()
    Station(driver).send(b"##9999" * 1000)
    assert len(driver.rejections) == module.KEPT_REJECTIONS
    assert host_of(driver).counters["frames_rejected:too_long"] == 1000


# --- readings ----------------------------------------------------------------------------------------


async def test_every_value_passes_on_with_its_flag_however_absurd() -> None:
    driver = driver_with(addresses=("a", "b", "c", "d", "e"))
    Station(driver).upload(
        f"DataTime={STAMP};a-Rtd=-5,a-Flag=N;b-Rtd=1e9,b-Flag=D;c-Rtd=---,c-Flag=N;d-Rtd=---,d-Flag=T;e-Rtd=1,e-Flag=Z"
    )
    rows = host_of(driver).rows()
    assert [row[3] for row in rows] == [
        Quality.GOOD,
        Quality.FAULT,
        Quality.NOT_A_NUMBER,
        Quality.OVER_RANGE,
        Quality.UNCERTAIN,
    ]
    assert [row[2] for row in rows[:2]] == [-5, 1e9]
    assert math.isnan(rows[2][2])
    assert math.isnan(rows[3][2])


async def test_facility_state_and_statistics_have_addresses_of_their_own() -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.upload(f"DataTime={STAMP};SB1-RS=1", cn="2021")
    logger.upload(f"DataTime={STAMP};a21001-Min=8,a21001-Avg=10,a21001-Max=12,a21001-Flag=N", cn="2051")
    assert [(row[0], row[2]) for row in host_of(driver).rows()] == [(3, 1.0), (2, 10.0)]
    assert host_of(driver).unknowns == []
    assert host_of(driver).counters["statistics_passed_over"] == 2


async def test_statistics_of_an_unregistered_factor_are_offered_once() -> None:
    driver = driver_with()
    Station(driver).upload(f"DataTime={STAMP};a34013-Min=8,a34013-Avg=10,a34013-Max=12", cn="2061")
    assert [u[2] for u in host_of(driver).unknowns] == ["a34013-Min"]


async def test_value_that_is_no_number_is_offered_without_sample() -> None:
    driver = driver_with()
    Station(driver).upload(f"DataTime={STAMP};zzz-Rtd=abc")
    assert host_of(driver).unknowns == [("hj212", MN, "zzz", "", "")]


async def test_clock_offset_of_the_gateway_is_honoured() -> None:
    driver = driver_with(station(utc_offset_minutes="0"))
    Station(driver).upload("DataTime=20261123100000;a21001-Rtd=1")
    assert host_of(driver).rows()[0][1] == NOW_MS


async def test_unreadable_stamp_becomes_time_of_receipt_and_uncertain() -> None:
    driver = driver_with()
    Station(driver).upload("DataTime=2026112318;a21001-Rtd=1;junk")
    assert host_of(driver).rows() == [(1, NOW_MS, 1.0, Quality.UNCERTAIN)]
    assert host_of(driver).counters["stamps_missing"] == 1
    assert host_of(driver).counters["items_unreadable"] == 1


async def test_each_part_of_a_split_message_is_answered_with_its_own_qn() -> None:
    driver = driver_with(addresses=("a", "b"))
    logger = Station(driver)
    logger.upload(f"DataTime={STAMP};a-Rtd=1,a-Flag=N", qn="20261123180000534", flag=7, split="PNUM=2;PNO=1;")
    host_of(driver).settle()
    logger.upload(f"DataTime={STAMP};b-Rtd=2,b-Flag=N", qn="20261123180000535", flag=7, split="PNUM=2;PNO=2;")
    host_of(driver).settle()
    assert [a[:20] for a in logger.answers()] == ["QN=20261123180000534", "QN=20261123180000535"]
    assert [row[2] for row in host_of(driver).rows()] == [1.0, 2.0]


async def test_part_that_could_be_cut_is_read_as_it_is_when_nothing_follows() -> None:
    driver = driver_with(addresses=("a", "b"))
    logger = Station(driver)
    logger.upload(f"DataTime={STAMP};a-Rtd=1", flag=7, split="PNUM=2;PNO=1;")
    assert host_of(driver).rows() == []
    host_of(driver).clock.advance(3)
    logger.connection.expire()
    host_of(driver).settle()
    assert host_of(driver).rows() == [(1, NOW_MS, 1.0, Quality.GOOD)]
    assert len(logger.answers()) == 1


async def test_held_part_of_a_station_dismissed_meanwhile_is_let_go() -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.upload(f"DataTime={STAMP};a21001-Rtd=1", flag=7, split="PNUM=2;PNO=1;")
    logger.connection.sessions.clear()
    host_of(driver).clock.advance(3)
    logger.connection.expire()
    assert host_of(driver).rows() == []


# --- who may speak -----------------------------------------------------------------------------------


async def test_unregistered_station_is_kept_aside_and_stays_connected() -> None:
    driver = driver_with()
    logger = Station(driver)
    for _ in range(3):
        logger.upload(f"DataTime={STAMP};a21001-Rtd=1", mn=OTHER_MN)
    assert host_of(driver).unknowns == [("hj212", OTHER_MN, "", f"DataTime={STAMP};a21001-Rtd=1", "")]
    assert host_of(driver).refusals == [(OTHER_MN, "unregistered")]
    assert not logger.wire.is_closed
    host_of(driver).clock.advance(61)
    logger.upload(f"DataTime={STAMP};a21001-Rtd=1", mn=OTHER_MN)
    assert len(host_of(driver).unknowns) == 2


async def test_connection_naming_too_many_unregistered_stations_is_closed() -> None:
    driver = driver_with()
    logger = Station(driver)
    for number in range(MAX_STRANGERS + 3):
        logger.upload("", mn=f"99999999{number:06d}")
    assert logger.wire.is_closed
    assert len(host_of(driver).unknowns) == MAX_STRANGERS


@pytest.mark.parametrize("pw", ["wrong1", "", "密码"])
async def test_wrong_password_is_refused_without_answer(pw: str) -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.upload(f"DataTime={STAMP};a21001-Rtd=1", pw=pw)
    assert logger.wire.is_closed
    assert logger.answers() == []
    assert host_of(driver).refusals == [(MN, "password")]
    assert host_of(driver).rows() == []


async def test_default_password_is_refused_unless_the_gateway_allows_it() -> None:
    strict, lenient = driver_with(station(secret="123456")), driver_with(station(allow_default_password="true"))
    for driver in (strict, lenient):
        Station(driver).upload(f"DataTime={STAMP};a21001-Rtd=1", pw="123456")
    assert host_of(strict).refusals == [(MN, "password")]
    assert len(host_of(lenient).rows()) == 1


async def test_guessing_is_stopped_after_ten_wrong_passwords_for_a_minute() -> None:
    driver = driver_with()
    for _ in range(10):
        Station(driver).upload("", pw="wrong1")
    Station(driver).upload("", pw="k9P2x7")
    assert host_of(driver).refusals[-1] == (MN, "too_many_failures")
    elsewhere = Station(driver, peer="10.0.0.6")
    elsewhere.upload("", pw="k9P2x7")
    assert not elsewhere.wire.is_closed, "a guesser must not lock out the station itself"
    elsewhere.connection.close("done")
    host_of(driver).clock.advance(61)
    later = Station(driver)
    later.upload("", pw="k9P2x7")
    assert not later.wire.is_closed


@pytest.mark.parametrize(
    ("allowed", "peer", "is_let_in"),
    [
        ("10.0.0.0/24", "10.0.0.5", True),
        ("10.0.1.0/24, 10.0.0.5", "10.0.0.5", True),
        ("10.0.0.0/24", "::ffff:10.0.0.5", True),
        ("10.0.1.0/24", "10.0.0.5", False),
        ("2001:db8::/32", "10.0.0.5", False),
        ("10.0.0.0/24", "", False),
    ],
)
async def test_station_may_be_pinned_to_addresses(allowed: str, peer: str, is_let_in: bool) -> None:
    driver = driver_with(station(allowed_ips=allowed))
    Station(driver, peer).upload(f"DataTime={STAMP};a21001-Rtd=1")
    assert bool(host_of(driver).rows()) is is_let_in
    assert ((MN, "address") in host_of(driver).refusals) is not is_let_in


@pytest.mark.parametrize(
    "options", [{"allowed_ips": "10.0.0.300"}, {"colour": "red"}, {"allowed_ips": ",".join(["10.0.0.1"] * 65)}]
)
async def test_options_nobody_can_read_keep_the_door_shut(options: dict[str, str]) -> None:
    driver = driver_with(station(**options))
    Station(driver).upload(f"DataTime={STAMP};a21001-Rtd=1")
    assert host_of(driver).refusals == [(MN, "options")]


async def test_same_station_from_elsewhere_is_refused_while_the_first_is_alive() -> None:
    driver = driver_with()
    first, forged = Station(driver), Station(driver, peer="10.9.9.9")
    first.upload(f"DataTime={STAMP};a21001-Rtd=1")
    forged.upload(f"DataTime={STAMP};a21001-Rtd=99")
    assert forged.wire.is_closed
    assert not first.wire.is_closed
    assert host_of(driver).refusals == [(MN, "other_address")]
    assert [row[2] for row in host_of(driver).rows()] == [1.0]


async def test_station_that_fell_silent_may_come_back_from_elsewhere() -> None:
    driver = driver_with()
    first, second = Station(driver), Station(driver, peer="10.9.9.9")
    first.upload("")
    host_of(driver).clock.advance(91)
    second.upload("")
    assert first.wire.is_closed
    assert not second.wire.is_closed
    assert host_of(driver).counters["stations_moved"] == 1


async def test_newest_connection_from_the_same_address_wins() -> None:
    driver = driver_with()
    first, second = Station(driver), Station(driver)
    first.upload("")
    second.upload(f"DataTime={STAMP};a21001-Rtd=1")
    assert first.wire.is_closed
    assert host_of(driver).gone_codes == [(MN, "taken_over")]
    first.connection.connection_lost(None)  # the socket's own end comes later and changes nothing
    assert driver.owners[MN] is second.connection
    assert host_of(driver).gone_codes == [(MN, "taken_over")]


async def test_a_concentrator_may_carry_several_stations_but_not_any_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_SESSIONS", 1)
    driver = driver_with(station(), station(OTHER_MN, 8))
    both = Station(driver)
    both.upload("")
    both.upload("", mn=OTHER_MN)
    assert host_of(driver).refusals == [(OTHER_MN, "too_many_stations")]


async def test_reload_drops_stations_that_may_no_longer_speak() -> None:
    driver = driver_with(station(), station(OTHER_MN, 8))
    both = Station(driver)
    both.upload("")
    both.upload("", mn=OTHER_MN)
    host_of(driver).registry = registry([station(), station(OTHER_MN, 8, secret="changed")], {7: ["a21001"]})
    await driver.reload()
    assert list(both.connection.sessions) == [MN]
    assert host_of(driver).gone_codes == [(OTHER_MN, "password")]
    host_of(driver).registry = registry([], {})
    await driver.reload()
    assert both.wire.is_closed
    assert driver.owners == {}


async def test_new_configuration_is_used_from_the_next_frame_on() -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.upload("DataTime=20261123180000;a21001-Rtd=1")
    host_of(driver).registry = registry([station(utc_offset_minutes="0")], {7: ["a21001"]})
    logger.upload("DataTime=20261123180000;a21001-Rtd=1")
    stamps = [row[1] for row in host_of(driver).rows()]
    assert stamps == [NOW_MS, NOW_MS + 8 * 3600_000]


# --- bounds ------------------------------------------------------------------------------------------


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("did not happen within 5 s")


async def test_socket_is_not_read_while_the_host_is_full() -> None:
    driver = driver_with()
    logger = Station(driver)
    host_of(driver).is_full = True
    logger.upload(f"DataTime={STAMP};a21001-Rtd=1")
    assert not logger.wire.is_read
    host_of(driver).is_full = False
    host_of(driver).room_came.set()
    await until(lambda: logger.wire.is_read)


async def test_socket_is_not_read_while_too_many_answers_are_owed() -> None:
    driver = driver_with()
    logger = Station(driver)
    for _ in range(MAX_UNANSWERED):
        logger.upload(f"DataTime={STAMP};a21001-Rtd=1")
    assert not logger.wire.is_read
    host_of(driver).settle()
    assert logger.wire.is_read
    assert len(logger.answers()) == MAX_UNANSWERED


async def test_connection_above_its_rate_is_read_later_and_loses_nothing() -> None:
    driver = driver_with(station(frames_per_s="50"))
    host_of(driver).is_durable_at_once = True
    logger = Station(driver)
    logger.upload("")
    logger.send(frame(f"DataTime={STAMP};a21001-Rtd=1") * 2020)
    assert not logger.wire.is_read
    assert len(host_of(driver).stored) == 2020
    logger.connection._tokens = -1.0
    logger.connection.release("rate")
    logger.upload("")
    assert host_of(driver).counters["connections_slowed"] >= 2
    host_of(driver).clock.advance(60)
    await until(lambda: logger.wire.is_read)


async def test_device_that_reads_no_answers_is_not_read_and_then_dropped() -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.connection.pause_writing()
    assert not logger.wire.is_read
    logger.connection.resume_writing()
    assert logger.wire.is_read
    logger.wire.backlog = WRITE_MOST + 1
    logger.upload(f"DataTime={STAMP};zzz-Rtd=1")
    assert logger.wire.is_closed


async def test_answer_to_a_connection_that_is_gone_is_dropped() -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.upload(f"DataTime={STAMP};a21001-Rtd=1")
    logger.connection.connection_lost(ConnectionResetError())
    host_of(driver).settle()
    assert logger.answers() == []
    assert host_of(driver).gone_codes == [(MN, "broken")]


async def test_endless_garbage_ends_the_connection() -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.send(b"x" * 70_000)
    assert logger.wire.is_closed


async def test_frames_behind_a_refusal_are_not_handled() -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.send(frame("", pw="wrong1") + frame(f"DataTime={STAMP};a21001-Rtd=1"))
    assert host_of(driver).rows() == []


async def test_oldest_unproven_connection_gives_way_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CONNECTIONS", 2)
    driver = driver_with()
    proven, idle = Station(driver), Station(driver)
    proven.upload("")
    third = Station(driver)
    assert idle.wire.is_closed
    assert not proven.wire.is_closed
    third.connection.sessions = dict(proven.connection.sessions)
    fourth = Station(driver)
    assert fourth.wire.is_closed
    assert len(driver.connections) == 2


async def test_addresses_that_failed_are_remembered_in_bounded_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MAX_REMEMBERED", 5)
    driver = driver_with()
    for number in range(20):
        Station(driver, peer=f"10.0.1.{number}").upload("", pw="wrong1")
    assert len(driver.doorkeeper._failures) == 5
    host_of(driver).clock.advance(61)
    Station(driver, peer="10.0.1.19").upload("", pw="wrong1")
    assert driver.doorkeeper._failures["10.0.1.19", MN][0] == 1


# --- downlink ----------------------------------------------------------------------------------------


async def test_platform_may_set_the_clock_and_the_uploads_of_a_connected_station() -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.upload("", flag=4)
    segment = f"QN=20261123180000001;ST=22;CN=1062;PW=k9P2x7;MN={MN};Flag=5;CP=&&RtdInterval=30&&"
    assert await driver.downlink(7, segment.encode())
    assert logger.answers() == [segment]


@pytest.mark.parametrize(
    ("gateway_id", "segment"),
    [
        (7, f"ST=22;CN=3013;MN={MN};CP=&&&&"),  # purge: acts on the plant
        (8, f"ST=22;CN=1062;MN={MN};CP=&&&&"),  # another gateway's station
        (7, f"ST=22;CN=1062;MN={OTHER_MN};CP=&&&&"),  # not connected
        (7, "nonsense"),
        (7, "x" * 1025),
    ],
)
async def test_platform_sends_nothing_else(gateway_id: int, segment: str) -> None:
    driver = driver_with()
    logger = Station(driver)
    logger.upload("", flag=4)
    assert not await driver.downlink(gateway_id, segment.encode())
    assert logger.answers() == []
