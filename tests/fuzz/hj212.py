"""HJ 212: frames with a few bytes changed, cut, doubled, or with a right CRC over a wrong segment."""

import csv
from collections import Counter
from pathlib import Path
from random import Random

from anlan.gateway.drivers.hj212.codec import MAX_SEGMENT, build_frame
from tests.unit.gateway_hj212.test_driver import MN, STAMP, Station, driver_with, host_of

TABLE = Path(__file__).parents[1] / "recordings" / "drivers" / "hj212" / "frames.csv"
SEEDS = [row["frame"].encode() + b"\r\n" for row in csv.DictReader(TABLE.open(encoding="utf-8", newline=""))]
OWN = [
    f"QN=20261123180000001;ST=22;CN={cn};PW=k9P2x7;MN={MN};Flag={flag};{split}CP=&&DataTime={STAMP};{cp}&&"
    for cn, flag, split, cp in [
        ("2011", 5, "", "a21001-Rtd=12.6,a21001-Flag=N"),
        ("2051", 7, "PNUM=3;PNO=2;", "a21001-Avg=1"),
        ("1013", 5, "", ""),
        ("2021", 5, "", "SB1-RS=1"),
    ]
]
ALPHABET = b"##&&=;,-0123456789QNCPWMFlag\r\n\x00\xff"


def mutated(dice: Random) -> bytes:
    """One hostile input."""
    if dice.random() < 0.4:
        segment = bytearray(dice.choice(OWN).encode())
        for _ in range(dice.randrange(4)):
            segment[dice.randrange(len(segment))] = dice.choice(ALPHABET)
        return build_frame(bytes(segment))
    data = bytearray(dice.choice(SEEDS))
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(data) or 1)
        how = dice.randrange(4)
        if how == 0:
            data[at : at + 1] = bytes([dice.choice(ALPHABET)])
        elif how == 1:
            del data[at : at + dice.randrange(1, 40)]
        elif how == 2:
            data[at:at] = data[at : at + dice.randrange(1, 40)]
        else:
            data[at:at] = dice.randbytes(dice.randrange(1, 20))
    return bytes(data)


class Hj212Target:
    """One data logger after another on a whole driver."""

    def __init__(self) -> None:
        self.driver = driver_with()
        self.host = host_of(self.driver)
        self.host.is_durable_at_once = True
        self.stored = 0
        self._connect()

    def _connect(self) -> None:
        self.station = Station(self.driver)
        self.station.connection._pace = lambda frames: None  # type: ignore[method-assign]  # the clock stands still

    def make(self, dice: Random) -> bytes:
        """One fuzzed input."""
        return mutated(dice)

    def take(self, data: bytes) -> None:
        """Give it to the connection; a new one when it closed."""
        self.station.send(data)
        assert self.station.connection.parser.held_bytes <= MAX_SEGMENT + 9
        if self.station.wire.is_closed:
            self.station.connection.connection_lost(None)
            self._connect()
        self.station.wire.out = b""

    def turn(self) -> None:
        """Five seconds pass; the host forgets what it was told."""
        host = self.host
        self.stored += len(host.stored)
        for told in (host.stored, host.unknowns, host.refusals, host.gone_codes, host.seen_codes):
            told.clear()
        host.clock.advance(5)
        self.station.connection.expire()
        self.driver.sweep()

    def forget(self) -> None:
        """The station leaves."""
        self.station.connection.connection_lost(None)
        self.turn()
        assert not self.driver.connections
        assert not self.driver.owners
        self._connect()

    def outcomes(self) -> Counter[str]:
        """Counters of the host."""
        return Counter({**self.host.counters, "stored": self.stored})
