"""SOAP 1.2 envelopes: written with the account as a WS-UsernameToken, read without entities.

A password digest is good for a few minutes around its stamp **by the device's clock**, which is often wrong by hours:
the stamp is made of that clock (see ``Device``), or every login of a device with a flat battery would fail.
"""

import base64
import hashlib
import secrets
from datetime import UTC, datetime
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from anlan.cameras.onvif.errors import Fault, LoginRefused, NonsenseAnswer

_WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:tt="http://www.onvif.org/ver10/schema">'
    "<s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
)
_SECURITY = (
    f'<Security xmlns="{_WSS}-wssecurity-secext-1.0.xsd" s:mustUnderstand="1"><UsernameToken><Username>{{user}}'
    f'</Username><Password Type="{_WSS}-username-token-profile-1.0#PasswordDigest">{{digest}}</Password>'
    f'<Nonce EncodingType="{_WSS}-soap-message-security-1.0#Base64Binary">{{nonce}}</Nonce>'
    f'<Created xmlns="{_WSS}-wssecurity-utility-1.0.xsd">{{created}}</Created></UsernameToken></Security>'
)


def envelope(body: str, security: str = "") -> bytes:
    """The whole message around ``body`` and the header of :func:`security`."""
    return _ENVELOPE.format(header=security, body=body).encode()


def security(user: str, password: str, device_at_s: float) -> str:
    """The header that proves the account; ``device_at_s``: seconds since 1970 by the device's clock."""
    nonce = secrets.token_bytes(16)
    created = datetime.fromtimestamp(device_at_s, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    digest = hashlib.sha1(nonce + created.encode() + password.encode(), usedforsecurity=False).digest()
    return _SECURITY.format(user=escape(user), digest=_text(digest), nonce=_text(nonce), created=created)


def body_of(answer: bytes) -> Element:
    """The answer's own element, below Body.

    Raises:
        NonsenseAnswer: it is no envelope. LoginRefused, Fault: the device says no.
    """
    try:
        root = fromstring(answer, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:  # the last: an unknown encoding
        raise NonsenseAnswer(f"the answer is not plain XML ({type(error).__name__})") from None
    body = root.find("{*}Body")
    if body is None or not len(body):
        raise NonsenseAnswer("the answer is no SOAP envelope")
    first: Element = body[0]
    if first.tag.endswith("}Fault"):
        raise _fault(first)
    return first


def words(element: Element | None, path: str, limit: int = 256) -> str:
    """Text at ``path`` (local names), "" without; printable, and not longer than ``limit``."""
    found = element.find("/".join(f"{{*}}{name}" for name in path.split("/"))) if element is not None else None
    return printable(found.text or "", limit) if found is not None else ""


def printable(text: str, limit: int = 256) -> str:
    """What a stranger wrote, fit for logs and screens."""
    return "".join(c for c in text.strip()[:limit] if c.isprintable())


def _fault(fault: Element) -> Fault | LoginRefused:
    codes = " ".join(found.text or "" for found in fault.iter() if found.tag.endswith("}Value"))
    reason = words(fault, "Reason/Text", 160) or words(fault, "faultstring", 160)
    if "NotAuthorized" in codes or "FailedAuthentication" in codes or "FailedAuthentication" in reason:
        return LoginRefused("the device refuses the account: check user and password, and its clock")
    return Fault(f"the device refuses: {reason or printable(codes, 160) or 'without a reason'}")


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
