"""When a device recorded a channel: RecordInfo (2016, A.2.4.5), whose answer comes in any number of MESSAGEs.

Times are those of the device's place, which is the county's. A device is a stranger: what is no time, ends before it
begins, or lies elsewhere than what was asked is left out and counted; so is what comes beyond ``RECORDS_MAX``.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from anlan.cameras.gb28181 import manscdp
from anlan.cameras.gb28181.devices import Device
from anlan.cameras.gb28181.manscdp import Said
from anlan.cameras.gb28181.questions import Questions
from anlan.domain.clock import LOCAL, from_ms, to_ms

#: A day of files of half a minute is 2,880.
RECORDS_MAX = 10_000
#: Nothing more of an answer for so long: the rest is not coming. And the whole of it must be here within this.
SILENT_S, WHOLE_S = 4.0, 20.0


class Records(NamedTuple):
    """Begin and end of each, ms since 1970. ``is_whole`` False: the device announced more than it sent."""

    spans: list[tuple[int, int]]
    left_out: int
    is_whole: bool


async def records_of(questions: Questions, device: Device, channel_id: str, from_ms_: int, to_ms_: int) -> Records:
    """What the device recorded of this channel between.

    Raises:
        NoAnswer: it does not say.
    """
    inner = (
        f"<StartTime>{_written(from_ms_)}</StartTime>\r\n<EndTime>{_written(to_ms_)}</EndTime>\r\n"
        "<Secrecy>0</Secrecy>\r\n<Type>all</Type>"
    )
    spans: list[tuple[int, int]] = []
    received = left_out = announced = 0
    async for said in questions.parts(device, "RecordInfo", channel_id, inner, silent_s=SILENT_S, whole_s=WHOLE_S):
        announced = max(announced, _number(said))
        for begin, end in _times(said):
            received += 1
            span = _between(begin, end, from_ms_, to_ms_)
            if span is None or len(spans) >= RECORDS_MAX:
                left_out += 1
            else:
                spans.append(span)
        if received >= announced or received >= 2 * RECORDS_MAX:
            break
    return Records(spans, left_out + max(0, announced - max(received, RECORDS_MAX)), received >= announced)


def _times(said: Said) -> Iterator[tuple[str, str]]:
    listed = manscdp.child(said.element, "RecordList")
    for item in [] if listed is None else listed:
        if item.tag.lower() == "item":
            yield manscdp.text(item, "StartTime", 32), manscdp.text(item, "EndTime", 32)


def _between(begin: str, end: str, from_ms_: int, to_ms_: int) -> tuple[int, int] | None:
    try:
        begin_ms, end_ms = _read(begin), _read(end)
    except (ValueError, OverflowError):
        return None
    span = max(begin_ms, from_ms_), min(end_ms, to_ms_)
    return span if span[0] < span[1] else None


def _read(text: str) -> int:
    instant = datetime.fromisoformat(text)
    return to_ms(instant if instant.tzinfo else instant.replace(tzinfo=LOCAL))


def _written(at_ms: int) -> str:
    return from_ms(at_ms).astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M:%S")


def _number(said: Said) -> int:
    text = manscdp.text(said.element, "SumNum", 9)
    return int(text) if text.isascii() and text.isdigit() else 0
