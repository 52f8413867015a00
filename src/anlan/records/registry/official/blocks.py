"""What an official document consists of, and how its blocks are numbered and set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

RED = "C00000"
#: A table of more columns is set small, and its columns by what they hold.
CROWDED = 6
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Heading:
    """一、二、三."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Para:
    """A paragraph."""

    text: str
    kind: str = "para"


@dataclass(frozen=True)
class Table:
    """A table; the first row is its head."""

    rows: list[list[str]]
    kind: str = "table"


@dataclass(frozen=True)
class Picture:
    """A picture of our own making (a rebuilt signature, a chart) in base64, with the line that stands under it."""

    data: str
    width_mm: float
    caption: str = ""
    kind: str = "picture"


@dataclass(frozen=True)
class Masthead:
    """A red head: its name, its issue or number, and for a bulletin who issues it and when."""

    name: str
    issue: str
    office: str = ""
    day: str = ""

    @property
    def size_pt(self) -> float:
        """As large as fits on one line of 156 mm, and no larger than a bulletin's name."""
        return min(42, 430 / len(self.name))


def signed_by(*who: str) -> list[Para]:
    """Lines on which people sign by hand, each with its day."""
    return [Para(f"{one}（签名）：＿＿＿＿　　年　月　日") for one in who]


def numbered(blocks: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """Each block with the numeral of its heading."""
    count = 0
    for block in blocks:
        is_heading = isinstance(block, Heading)
        count += is_heading
        yield (f"{_NUMERALS[count - 1]}、" if is_heading and count <= len(_NUMERALS) else ""), block


def is_addressee(place: int, block: Any) -> bool:
    """The first line of a letter, to whom it goes: it stands at the margin."""
    return place == 0 and isinstance(block, Para) and block.text.endswith("：")


def widths_mm(rows: list[list[str]]) -> list[float]:
    """How the 156 mm of a line are divided among a table's columns: by what they hold, none too narrow to read."""
    if len(rows[0]) == 2:
        return [42, 114]
    needs = [min(max(max(len(cell) for cell in column), 4), 24) for column in zip(*rows, strict=True)]
    return [156 * need / sum(needs) for need in needs]
