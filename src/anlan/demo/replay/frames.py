"""HJ 212 text → frames over TCP."""

import itertools
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from anlan.demo.fieldclient import Hj212Sender, build_frame, crc16, qn_of
from anlan.demo.fieldclient.hj212 import CHINA
from anlan.demo.replay.pace import Pace, ReplayError, ReplayReport, Stamps
from anlan.domain.clock import from_ms, to_ms

_FRAME = re.compile(rb"##(\d{4})(?=[A-Z])")


async def replay_frames(
    path: Path, sender: Hj212Sender, speed: float, stamps: Stamps, mn: str = "", password: str = ""
) -> ReplayReport:
    """Send recorded HJ 212 frames. A frame whose own check is wrong goes out as it is: it is there to be refused.

    ``mn`` and ``password`` replace the recorded ones. With stamps "now" QN and DataTime are written anew.
    """
    report, began = ReplayReport(), time.monotonic()
    before = sender.counters.acknowledged
    frames = list(_frames(path.read_bytes()))  # noqa: ASYNC240 - a local file, before anything is sent
    if not frames:
        raise ReplayError(f"{path} holds no HJ 212 frame (##, four digits, data segment, four hex digits)")
    pace = Pace(speed, stamps, max((t for t in map(_recorded_at, frames) if t is not None), default=None))
    last: int | None = None
    for number, frame in enumerate(frames):
        at = _recorded_at(frame)
        last = at if at is not None else last
        if last is not None:
            await pace.until(last)
        outgoing = _rewritten(frame, pace, last, number, mn, password)
        is_awaited = wants_answer(outgoing) and is_whole(outgoing)
        await sender.send(outgoing, is_awaited=is_awaited)
        report.sent += 1
        report.unanswerable += not is_awaited
        report.readings += outgoing.count(b"-Rtd=") + outgoing.count(b"-Avg=")
    await sender.flush(30)
    report.acknowledged = sender.counters.acknowledged - before
    report.seconds = round(time.monotonic() - began, 3)
    return report


def wants_answer(frame: bytes) -> bool:
    """True when bit 0 of Flag is set and there is a QN to answer to."""
    head = frame.partition(b"CP=&&")[0]
    flag = re.search(rb"Flag=(\d+)", head)
    return bool(flag and int(flag[1]) & 1 and b"QN=" in head)


def is_whole(frame: bytes) -> bool:
    """True when length and check are right, so that the platform takes the frame."""
    return frame[2:6] == b"%04d" % (len(frame.rstrip()) - 10) and _checks(frame.rstrip())


def _checks(frame: bytes) -> bool:
    return f"{crc16(frame[6:-4]):04X}".encode() == frame[-4:].upper()


def _frames(data: bytes) -> Iterator[bytes]:
    """Frames of a recording, whatever stands between them."""
    starts = [m.start() for m in _FRAME.finditer(data)]
    for start, end in itertools.pairwise([*starts, len(data)]):
        size = int(data[start + 2 : start + 6])
        frame = data[start : min(start + 6 + size + 4, end)]
        # A wrong length is part of the recording: then the frame ends where its line does.
        is_whole = len(frame) == size + 10 and frame[-6:-4] == b"&&"
        yield frame if is_whole else data[start:end].split(b"\n", 1)[0].rstrip(b"\r")


def _recorded_at(frame: bytes) -> int | None:
    found = re.search(rb"DataTime=(\d{14})", frame) or re.search(rb"QN=(\d{14})", frame)
    if found is None:
        return None
    try:
        return to_ms(datetime.strptime(found[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=CHINA))
    except ValueError:
        return None


def _rewritten(frame: bytes, pace: Pace, at: int | None, number: int, mn: str, password: str) -> bytes:
    if not is_whole(frame):
        return frame
    segment = frame[6:-4]
    if mn:
        segment = re.sub(rb"MN=[^;&]*", b"MN=" + mn.encode(), segment, count=1)
    if password:
        segment = re.sub(rb"PW=[^;&]*", b"PW=" + password.encode(), segment, count=1)
    if pace.stamps == "now" and at is not None:
        moment = from_ms(pace.stamp(at))
        segment = re.sub(rb"DataTime=\d{14}", f"DataTime={moment.astimezone(CHINA):%Y%m%d%H%M%S}".encode(), segment)
        # Different for every message, the same for the parts of one: the platform answers by QN.
        if b"PNUM=" not in segment.partition(b"CP=&&")[0]:
            qn = qn_of(datetime.now(UTC) + timedelta(milliseconds=number))
            segment = re.sub(rb"QN=\d+", f"QN={qn}".encode(), segment, count=1)
    return build_frame(segment)
