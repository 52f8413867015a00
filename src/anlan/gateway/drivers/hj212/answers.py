"""What the platform sends to a device: 9011, 9013 and 9014 answers and the setting of the clock (1012)."""

from datetime import timedelta

from anlan.domain.clock import from_ms

from .codec import build_frame
from .message import Message

#: Uploads, answered with 9014 when their values are durable.
UPLOADS = frozenset({"2011", "2021", "2031", "2041", "2051", "2061", "2081", "3019", "3020"})
#: Statistics over a period; only registered ones become readings.
STATISTICS = frozenset({"2031", "2041", "2051", "2061"})
#: Notices, answered with 9013. 2072 is the alarm event of the 2005 edition.
NOTICES = frozenset({"1013", "2072"})
TIME_REQUEST = "1013"
#: A device's answers to our own commands.
REPLIES = frozenset({"9011", "9012", "9013", "9014"})
#: What the platform itself may ask of a device: clock, intervals, uploads on and off, identity. Nothing that acts.
COMMANDS = frozenset({"1000", "1011", "1012", "1061", "1062", "1063", "1064", "2011", "2012", "2021", "2022", "3019"})

CN_NOT_SERVED = 8  # QnRtn


def acknowledge(message: Message, qn: str) -> bytes:
    """The 9014 (upload) or 9013 (notice) that answers ``qn``."""
    return _answer(message, qn, "9013" if message.cn in NOTICES else "9014", "")


def not_served(message: Message) -> bytes:
    """The 9011 that says: the platform does not serve this command."""
    return _answer(message, message.qn, "9011", f"QnRtn={CN_NOT_SERVED}")


def set_time(message: Message, now_ms: int, utc_offset_minutes: int) -> bytes:
    """The 1012 that sets a device's clock (and that of one instrument, when it named one by PolId)."""
    local = from_ms(now_ms) + timedelta(minutes=utc_offset_minutes)
    qn = f"{local:%Y%m%d%H%M%S}{now_ms % 1000:03d}"
    instrument = _instrument(message.cp)
    return build_frame(
        f"QN={qn};ST={message.st};CN=1012;PW={message.pw};MN={message.mn};Flag={_flag(message) | 1};"
        f"CP=&&{instrument}SystemTime={local:%Y%m%d%H%M%S}&&"
    )


def _answer(message: Message, qn: str, cn: str, cp: str) -> bytes:
    name = f"QN={qn};" if qn else ""
    return build_frame(f"{name}ST=91;CN={cn};PW={message.pw};MN={message.mn};Flag={_flag(message)};CP=&&{cp}&&")


def _flag(message: Message) -> int:
    """The version bits of the device, nothing wanted, nothing split."""
    return message.version << 2


def _instrument(cp: str) -> str:
    _, found, rest = cp.partition("PolId=")
    name = rest.partition(";")[0].strip()
    return f"PolId={name};" if found and name.isascii() and name.isalnum() and len(name) <= 16 else ""
