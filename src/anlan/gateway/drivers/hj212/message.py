"""What a data segment says: its header fields and the text of its CP. No I/O.

Real devices leave fields out (QN and Flag in the 2005 edition), send MNs of 10 to 24 characters and
full-width punctuation; all of that is read. What cannot be read is refused with a reason.
"""

import re
from dataclasses import dataclass

_MN = re.compile(r"[0-9A-Za-z]{10,24}")
_CN = re.compile(r"[0-9]{4}")
_QN = re.compile(r"[0-9A-Za-z]{1,32}")
_WIDE = str.maketrans("，；＝＆", ",;=&")

ANSWER_WANTED = 1  # bit A of Flag
IS_SPLIT = 2  # bit D of Flag
VERSION_2005, VERSION_2017 = 0, 1


class MalformedError(ValueError):
    """A segment that cannot be used; ``reason`` is a short word for counters."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(slots=True)
class Message:
    """One data segment. Texts are as sent; ``flag`` is 0 when the device sent none."""

    qn: str
    st: str
    cn: str
    pw: str
    mn: str
    flag: int
    cp: str
    pnum: int = 1
    pno: int = 1

    @property
    def wants_answer(self) -> bool:
        """Bit A of Flag."""
        return bool(self.flag & ANSWER_WANTED)

    @property
    def version(self) -> int:
        """Version bits of Flag: 0 = 2005, 1 = 2017, 2 is seen in the wild."""
        return self.flag >> 2

    @property
    def is_split(self) -> bool:
        """True for one part of several."""
        return self.pnum > 1


def parse_segment(segment: bytes) -> Message:
    """Read a data segment.

    Raises:
        MalformedError: no CP, no usable MN or CN, or a Flag that is not a number from 0 to 255.
    """
    head, found, cp = _text(segment).partition("CP=&&")
    if not found:
        raise MalformedError("cp", "the data segment has no CP=&&…&&")
    fields = dict(_pairs(head))
    mn, cn = fields.get("MN", ""), fields.get("CN", "")
    if not _MN.fullmatch(mn):
        raise MalformedError("mn", f"MN {mn[:40]!r} is not 10 to 24 letters and digits")
    if not _CN.fullmatch(cn):
        raise MalformedError("cn", f"CN {cn[:40]!r} is not four digits")
    qn = fields.get("QN", "")
    message = Message(
        qn=qn if _QN.fullmatch(qn) else "",
        st=fields.get("ST", "")[:8],
        cn=cn,
        pw=fields.get("PW", ""),
        mn=mn,
        flag=_number(fields.get("Flag", "0"), "flag", 255),
        cp=_unwrapped(cp),
    )
    if "PNUM" in fields or message.flag & IS_SPLIT:
        message.pnum = _number(fields.get("PNUM", "1"), "pnum", 9999) or 1
        message.pno = _number(fields.get("PNO", "1"), "pno", 9999)
        if not 1 <= message.pno <= message.pnum:
            raise MalformedError("pno", f"part {message.pno} of {message.pnum} cannot be")
    return message


def _text(segment: bytes) -> str:
    if segment.isascii():
        return segment.decode("ascii")
    try:
        text = segment.decode("utf-8")
    except UnicodeDecodeError:
        text = segment.decode("gb18030", errors="replace")  # older loggers write GBK
    return text.translate(_WIDE)


def _pairs(head: str) -> list[tuple[str, str]]:
    pairs = []
    for part in head.split(";"):
        name, found, value = part.partition("=")
        if found:
            pairs.append((name.strip(), value.strip()))
    return pairs


def _unwrapped(cp: str) -> str:
    end = cp.rfind("&&")
    return cp[:end] if end >= 0 else cp


def _number(text: str, reason: str, most: int) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= most:
        return int(text)
    raise MalformedError(reason, f"{reason.upper()} {text[:20]!r} is not a number from 0 to {most}")
