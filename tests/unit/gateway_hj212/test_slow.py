"""A connection that says nothing, or does not finish what it says, does not stay."""

from tests.unit.gateway_hj212.test_driver import MN, Station, driver_with, frame, host_of

CP = "DataTime=20261123180000;a21001-Rtd=12.6"


async def test_a_connection_that_says_nothing_is_closed_after_a_minute() -> None:
    driver = driver_with()
    silent, speaking = Station(driver), Station(driver)
    speaking.send(frame(CP, mn="A" * 14))  # nobody registered it, but it is a station
    host_of(driver).clock.advance(59)
    driver.sweep()
    assert not silent.wire.is_closed
    host_of(driver).clock.advance(1)
    driver.sweep()
    assert silent.wire.is_closed
    assert not speaking.wire.is_closed


async def test_a_frame_that_does_not_end_is_explained_and_its_connection_closed() -> None:
    driver = driver_with()
    station = Station(driver)
    whole = frame(CP)
    station.send(whole)
    for at in range(6):
        host_of(driver).clock.advance(9)
        station.send(whole[at : at + 1])
        driver.sweep()
    assert not station.wire.is_closed
    host_of(driver).clock.advance(30)
    driver.sweep()
    assert station.wire.is_closed
    assert host_of(driver).counters["frames_rejected:slow"] == 1
    assert "did not end" in str(driver.facts()["last_rejection"])


async def test_frames_that_never_end_with_a_read_are_not_slow() -> None:
    driver = driver_with()
    station = Station(driver)
    stream = frame(CP) * 30
    step = len(frame(CP)) - 1
    for at in range(0, len(stream), step):
        host_of(driver).clock.advance(9)
        station.send(stream[at : at + step])
        driver.sweep()
    assert not station.wire.is_closed


async def test_time_while_we_do_not_read_is_not_the_stations() -> None:
    driver = driver_with()
    station = Station(driver)
    station.connection.hold("full")
    host_of(driver).clock.advance(600)
    driver.sweep()
    assert not station.wire.is_closed


async def test_facts_and_the_first_rejections_of_a_minute_are_told() -> None:
    driver = driver_with()
    station = Station(driver)
    station.send(frame(CP))
    assert driver.facts() == {"connections": 1, "stations": 1, "last_rejection": ""}
    assert MN in driver.owners
    told = [driver._may_tell() for _ in range(25)]
    assert told.count(True) == 20
    host_of(driver).clock.advance(60)
    assert driver._may_tell()
