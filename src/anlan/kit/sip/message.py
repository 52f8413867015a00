"""SIP messages (RFC 3261): bytes in, bytes out, nothing believed.

The text of a header is Latin-1, so that any bytes survive; what people read (GB 18030, UTF-8) is in bodies.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from anlan.kit.sip.refusals import Refused

#: Longest start line and headers together, most headers, longest body (a catalogue page of GB/T 28181 over TCP).
HEAD_MAX, HEADERS_MAX, BODY_MAX = 16_384, 64, 262_144

METHODS = frozenset({"REGISTER", "MESSAGE", "NOTIFY", "SUBSCRIBE", "INVITE", "ACK", "BYE", "CANCEL", "INFO", "OPTIONS"})

_COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length",
            "c": "content-type", "s": "subject", "o": "event", "e": "content-encoding", "k": "supported"}  # fmt: skip
_REQUEST = re.compile(r"([A-Z]{3,12}) (\S{1,512}) SIP/2\.0")
_RESPONSE = re.compile(r"SIP/2\.0 ([1-6][0-9]{2})(?: (.{0,200}))?")
_NAME = re.compile(r"[A-Za-z0-9!%*_+`'~.-]{1,64}")
_USER = re.compile(r"sips?:([^@;>\s]{1,64})@")

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What requests and responses share. Header names are in small letters and never compact."""

    headers: Headers
    body: bytes = field(default=b"", kw_only=True)

    def get(self, name: str) -> str:
        """The first header of that name; empty when there is none."""
        return next(self.all(name), "")

    def all(self, name: str) -> Iterator[str]:
        """Every header of that name."""
        return (value for known, value in self.headers if known == name)

    @property
    def branch(self) -> str:
        """The transaction: a parameter of the topmost Via."""
        return parameter(self.get("via"), "branch")

    @property
    def call_id(self) -> str:
        """The dialogue."""
        return self.get("call-id")

    @property
    def cseq(self) -> tuple[int, str]:
        """Number and method.

        Raises:
            Refused: there is none, or it is not of this form.
        """
        number, _, method = self.get("cseq").partition(" ")
        if not number.isascii() or not number.isdigit() or len(number) > 10:
            raise Refused("cseq")
        return int(number), method.strip()


@dataclass(frozen=True, slots=True)
class Request(Message):
    """Somebody wants something."""

    method: str = field(kw_only=True)
    uri: str = field(kw_only=True)

    @property
    def sender(self) -> str:
        """The user part of From: for a device its id."""
        return user_of(self.get("from"))


@dataclass(frozen=True, slots=True)
class Response(Message):
    """An answer."""

    status: int = field(kw_only=True)
    phrase: str = field(default="", kw_only=True)

    @property
    def is_final(self) -> bool:
        """False for "trying" and "ringing"."""
        return self.status >= 200


def parse(raw: bytes) -> Request | Response:
    """A whole message; what follows the length that it states is left out.

    Raises:
        Refused: not SIP, too large, or without the headers that every message has.
    """
    head, found, body = raw.partition(b"\r\n\r\n")
    if not found:
        raise Refused("not_sip")
    if len(head) > HEAD_MAX:
        raise Refused("head_too_large")
    lines = head.decode("latin-1").split("\r\n")
    headers = tuple(_headers(lines[1:]))
    body = body[: _length(headers, len(body))]
    if len(body) > BODY_MAX:
        raise Refused("body_too_large")
    return _complete(_begun(lines[0], headers, body))


def _begun(line: str, headers: Headers, body: bytes) -> Request | Response:
    if asked := _REQUEST.fullmatch(line):
        if asked[1] not in METHODS:
            raise Refused("method")
        return Request(headers, body=body, method=asked[1], uri=asked[2])
    if answered := _RESPONSE.fullmatch(line):
        return Response(headers, body=body, status=int(answered[1]), phrase=answered[2] or "")
    raise Refused("not_sip")


def _headers(lines: list[str]) -> Iterator[tuple[str, str]]:
    if len(lines) > HEADERS_MAX:
        raise Refused("too_many_headers")
    unfolded: list[str] = []
    for line in lines:
        if line[:1] in (" ", "\t") and unfolded:
            unfolded[-1] += " " + line.strip()
        else:
            unfolded.append(line)
    for line in unfolded:
        name, found, value = line.partition(":")
        name = name.strip()
        if not found or not _NAME.fullmatch(name) or "\n" in value or "\r" in value or "\0" in value:
            raise Refused("header")
        yield _COMPACT.get(name.lower(), name.lower()), value.strip()


def _length(headers: Headers, there: int) -> int:
    """Bytes of the body; a datagram may leave it unsaid."""
    stated = next((value for name, value in headers if name == "content-length"), None)
    if stated is None:
        return there
    if not stated.isascii() or not stated.isdigit() or len(stated) > 7 or int(stated) > there:
        raise Refused("content_length")
    return int(stated)


def _complete(message: Request | Response) -> Request | Response:
    if not all(message.get(name) for name in ("via", "from", "to", "call-id")):
        raise Refused("header_missing")
    _, method = message.cseq
    if isinstance(message, Request) and method != message.method:
        raise Refused("cseq")
    return message


def stated_length(head: bytes) -> int:
    """Bytes of the body that follows ``head`` on a connection; 0 when it does not say.

    Raises:
        Refused: a length that is no number, or too large.
    """
    found = re.search(rb"(?im)^(?:content-length|l)[ \t]*:[ \t]*([^\r\n]*)", head)
    if found is None:
        return 0
    text = found[1].strip()
    if not text.isdigit() or len(text) > 7 or int(text) > BODY_MAX:
        raise Refused("content_length")
    return int(text)


# --- writing ---------------------------------------------------------------------------------------


def written(message: Request | Response) -> bytes:
    """The bytes of a message of ours; its length is added."""
    if isinstance(message, Request):
        first = f"{message.method} {message.uri} SIP/2.0"
    else:
        first = f"SIP/2.0 {message.status} {message.phrase}"
    lines = [first, *(f"{_shown(name)}: {value}" for name, value in message.headers)]
    head = "\r\n".join([*lines, f"Content-Length: {len(message.body)}", "", ""])
    return head.encode("latin-1", "replace") + message.body


def answer(request: Request, status: int, phrase: str, extra: Headers = (), body: bytes = b"") -> Response:
    """The answer to a request. The sender's own lines come back as they were; To gets a tag."""
    to = request.get("to")
    if "tag=" not in to and status > 100:
        to += f";tag={secrets.token_hex(4)}"
    copied = [("via", value) for value in request.all("via")]
    copied += [("from", request.get("from")), ("to", to), ("call-id", request.call_id), ("cseq", request.get("cseq"))]
    return Response((*copied, *extra), body=body, status=status, phrase=phrase)


def _shown(name: str) -> str:
    """Devices exist that look for ``Call-ID`` and not for ``call-id``."""
    special = {"call-id": "Call-ID", "cseq": "CSeq", "www-authenticate": "WWW-Authenticate", "x-gb-ver": "X-GB-Ver"}
    return special.get(name) or "-".join(part.capitalize() for part in name.split("-"))


# --- looking into values ---------------------------------------------------------------------------


def parameter(value: str, name: str) -> str:
    """``;name=this``; empty when it is absent. Parameters inside ``<…>`` are another's."""
    outside = value.rpartition(">")[2]
    for part in outside.split(";")[0 if ">" in value else 1 :]:
        key, _, found = part.partition("=")
        if key.strip().lower() == name:
            return found.strip().strip('"')
    return ""


def user_of(value: str) -> str:
    """Who a From, To or Contact names; empty when nobody."""
    found = _USER.search(value)
    return found[1] if found else ""


def uri_of(value: str) -> str:
    """The address in a Contact, without its parameters outside of the brackets."""
    return value[value.find("<") + 1 : value.find(">")] if "<" in value and ">" in value else value.partition(";")[0]
