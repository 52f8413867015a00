"""WS-Discovery: who on this network says it is an ONVIF device. Asks by multicast, believes nothing it hears.

Run it where the cameras are: multicast does not pass routers. Nobody is called; what is printed is what devices said.
"""

import socket
import time
import uuid
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from anlan.cameras.onvif.soap import printable, words

GROUP, PORT = "239.255.255.250", 3702
#: An answer is one datagram; what is larger is cut and then is no XML.
ANSWER_MAX = 32_768
#: A network with more says so in its own list of machines.
DEVICES_MAX = 1024
SCOPES_MAX = 64
#: Datagrams are lost: asked this often in the time there is.
ASKED = 3

_PROBE = """<?xml version="1.0" encoding="UTF-8"?>
<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl">
<e:Header><w:MessageID>urn:uuid:{id}</w:MessageID>
<w:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To>
<w:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action></e:Header>
<e:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></e:Body></e:Envelope>"""


class Found(NamedTuple):
    """One device. ``number``: where its answer came from; ``address``: what it says its service is at, as a source
    of Anlan; the two differ behind a router, or when somebody lies."""

    number: str
    address: str
    name: str
    model: str
    scopes: tuple[str, ...]

    @property
    def is_elsewhere(self) -> bool:
        """True when the device names another machine than the one that answered."""
        return urlsplit(self.address).hostname != self.number


def discover(interface: str, timeout_s: float, group: tuple[str, int] = (GROUP, PORT)) -> list[Found]:
    """Devices that answer within ``timeout_s``, by address.

    Args:
        interface: this machine's own IPv4 address on the cameras' network; "" leaves the choice to the system.

    Raises:
        OSError: the network cannot be used, or no such address is ours.
    """
    found: dict[str, Found] = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
        if interface:
            asking.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface))
            asking.bind((interface, 0))
        probe = _PROBE.format(id=uuid.uuid4()).encode()
        for _ in range(ASKED):
            asking.sendto(probe, group)
            for number, answer in _heard(asking, timeout_s / ASKED):
                found |= {one.address: one for one in read(answer, number) if len(found) < DEVICES_MAX}
    return sorted(found.values(), key=lambda one: (socket.inet_aton(one.number), one.address))


def read(answer: bytes, number: str) -> list[Found]:
    """Devices in one answer; none when it is no answer."""
    try:
        root = fromstring(answer, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):  # the last: an encoding nobody knows
        return []
    matches = root.findall(".//{*}ProbeMatch")[:8]  # some leave out the ProbeMatches around it
    return [found for match in matches if (found := _found(match, number)) is not None]


def _heard(asking: socket.socket, for_s: float) -> Iterator[tuple[str, bytes]]:
    until = time.monotonic() + for_s
    while (left_s := until - time.monotonic()) > 0:
        asking.settimeout(left_s)
        try:
            answer, sender = asking.recvfrom(ANSWER_MAX)
        except TimeoutError:
            return
        yield str(sender[0]), answer


def _found(match: Element, number: str) -> Found | None:
    told = (_source(text) for text in words(match, "XAddrs", 2000).split()[:8])
    addresses = [address for address in told if address]
    if not addresses:
        return None
    # Of several (IPv4 and IPv6, two networks) the one it answered from is the one we reach.
    address = next((one for one in addresses if urlsplit(one).hostname == number), addresses[0])
    scopes = tuple(printable(text) for text in words(match, "Scopes", 8000).split()[:SCOPES_MAX])
    return Found(number, address, _said(scopes, "name"), _said(scopes, "hardware"), scopes)


def _source(text: str) -> str:
    """``http://host:80/onvif/device_service`` → ``onvif://host``; "" for what is no address."""
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return ""
    kind, usual = ("onvif", 80) if parts.scheme == "http" else ("onvifs", 443)
    machine = f"[{host}]" if ":" in host else host
    path = "" if parts.path in ("", "/", "/onvif/device_service") else parts.path
    return f"{kind}://{machine}{f':{port}' if port and port != usual else ''}{path}"


def _said(scopes: tuple[str, ...], word: str) -> str:
    start = f"onvif://www.onvif.org/{word}/"
    return next((printable(unquote(s[len(start) :]), 64) for s in scopes if s.lower().startswith(start)), "")
