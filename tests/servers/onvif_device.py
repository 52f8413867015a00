"""A camera that speaks ONVIF: device, media and PTZ service over HTTP, as SOAP 1.2, with the sub-set Anlan uses.

Every message that comes in and every answer that goes out is checked against the schemas of ONVIF's own WSDL files
(they come with ``onvif-zeep-async``), so a test here cannot pass on a dialect of our own. Tests turn ``Behaviour`` to
make it a camera with a wrong clock, another password, a redirect, a huge, slow or malicious answer.
"""

import base64
import contextlib
import hashlib
import http.server
import re
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.factories.certificates import Pair

ENVELOPE = "{http://www.w3.org/2003/05/soap-envelope}"
TT = "http://www.onvif.org/ver10/schema"
NAMESPACES = {
    "device": "http://www.onvif.org/ver10/device/wsdl",
    "media": "http://www.onvif.org/ver10/media/wsdl",
    "ptz": "http://www.onvif.org/ver20/ptz/wsdl",
    "recording": "http://www.onvif.org/ver10/recording/wsdl",
    "search": "http://www.onvif.org/ver10/search/wsdl",
    "replay": "http://www.onvif.org/ver10/replay/wsdl",
    "media2": "http://www.onvif.org/ver20/media/wsdl",
}
#: ``media2`` is not among the WSDL files of the package, so its messages go unchecked.
WSDL = {"device": "devicemgmt.wsdl"} | {
    name: f"{name}.wsdl" for name in ("media", "ptz", "recording", "search", "replay")
}
#: A login is good within this of the device's own clock, as with most makers.
SKEW_S = 300

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">'
    b"<s:Body><r>&c;</r></s:Body></s:Envelope>"
)


@lru_cache(maxsize=6)
def schema(service: str) -> Any:
    """The compiled schema of one service."""
    onvif = pytest.importorskip("onvif", reason="needs PyPI's onvif-zeep-async, for ONVIF's WSDL files")
    file = Path(onvif.__file__).parent / "wsdl" / WSDL[service]
    found = etree.parse(str(file)).find(".//{http://www.w3.org/2001/XMLSchema}schema")
    return etree.XMLSchema(etree.fromstring(etree.tostring(found), base_url=str(file)))


@dataclass
class Behaviour:
    """How this camera is."""

    user: str = "watch"
    password: str = "geheim"
    auth: str = "token"  # or digest, none
    clock_ahead_s: float = 0.0
    stream: str = "rtsp://192.168.1.64:554/Streaming/Channels/{token}"
    redirect_to: str = ""
    ill: str = ""  # huge, bomb, slow, rubbish, drip
    has_ptz: bool = True
    has_home: bool = True
    records: bool = False
    media: str = "media"  # or media2: only the newer service
    is_stuck: bool = False  # PTZ commands fault
    widths: dict[str, tuple[int, int]] = field(
        default_factory=lambda: {"main": (2560, 1440), "sub": (704, 576), "tiny": (320, 240)}
    )


class OnvifDevice:
    """Runs until ``close``. ``asked``: operations in order; ``turns``: what PTZ was told; ``faulty``: schema errors."""

    def __init__(self, certificate: Pair | None = None, **more: Any) -> None:
        self._kind = "onvifs" if certificate else "onvif"
        self.how = Behaviour(**more)
        self.asked: list[str] = []
        self.turns: list[tuple[str, ...]] = []
        self.faulty: list[str] = []
        self.is_turning = False
        device = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                with contextlib.suppress(OSError):  # who asked may be gone
                    device._answer(self)

            def log_message(self, *args: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.chain, certificate.key)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *about: None  # type: ignore[method-assign]  # who asked may be gone
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def address(self) -> str:
        """As a source of Anlan."""
        return f"{self._kind}://127.0.0.1:{self.port}"

    @property
    def now_s(self) -> float:
        """By the device's clock."""
        return time.time() + self.how.clock_ahead_s

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    # --- HTTP ------------------------------------------------------------------------------------

    def _answer(self, to: http.server.BaseHTTPRequestHandler) -> None:
        body = to.rfile.read(int(to.headers["Content-Length"]))
        if self.how.redirect_to:
            return _send(to, 302, b"", Location=self.how.redirect_to)
        if self.how.ill:
            return self._be_ill(to)
        root = etree.fromstring(body)
        asked = root.find(f"{ENVELOPE}Body")[0]
        name = etree.QName(asked).localname
        service = next(key for key, space in NAMESPACES.items() if space == etree.QName(asked).namespace)
        self.asked.append(name)
        self._check(service, asked)
        if name != "GetSystemDateAndTime" and self.how.auth == "digest" and not self._has_digest(to):
            return _send(to, 401, b"", **{"WWW-Authenticate": 'Digest realm="cam", qop="auth", nonce="n1", opaque="o"'})
        if name != "GetSystemDateAndTime" and self.how.auth == "token" and not self._has_token(root):
            return _send(to, 400, _fault("ter:NotAuthorized", "Sender not Authorized"))
        answer = getattr(self, f"_{name}", None)
        if answer is None or (self.how.is_stuck and service == "ptz"):
            return _send(to, 500, _fault("ter:ActionNotSupported", "not here"))
        answered = (
            f'<x:{name}Response xmlns:x="{NAMESPACES[service]}" xmlns:tt="{TT}">{answer(asked)}</x:{name}Response>'
        )
        self._check(service, etree.fromstring(answered))
        return _send(to, 200, _enveloped(answered))

    def _check(self, service: str, element: Any) -> None:
        if service in WSDL and not schema(service).validate(element):
            self.faulty.append(str(schema(service).error_log))

    def _be_ill(self, to: http.server.BaseHTTPRequestHandler) -> None:
        whole = {
            "huge": _enveloped(f"<r>{'x' * 3_000_000}</r>"),
            "bomb": BOMB,
            "rubbish": b"\x00\xff<html>login</html>",
        }
        if self.how.ill in whole:
            _send(to, 200, whole[self.how.ill])
            return
        time.sleep(30 if self.how.ill == "slow" else 0)
        to.send_response(200)  # drip
        to.send_header("Content-Length", "100000")
        to.end_headers()
        for _ in range(300):
            to.wfile.write(b" ")
            to.wfile.flush()
            time.sleep(0.1)

    def _has_digest(self, to: http.server.BaseHTTPRequestHandler) -> bool:
        said = dict(re.findall(r'(\w+)="?([^",]*)"?', to.headers.get("Authorization", "")))
        if said.get("username") != self.how.user or said.get("nonce") != "n1":
            return False
        one, two = _md5(f"{self.how.user}:cam:{self.how.password}"), _md5(f"POST:{to.path}")
        return said["response"] == _md5(f"{one}:n1:{said['nc']}:{said['cnonce']}:auth:{two}")

    def _has_token(self, root: Any) -> bool:
        said = {etree.QName(e).localname: e.text or "" for e in root.iter() if isinstance(e.tag, str)}
        if said.get("Username") != self.how.user:
            return False
        created = datetime.fromisoformat(said["Created"].replace("Z", "+00:00")).timestamp()
        whole = base64.b64decode(said["Nonce"]) + said["Created"].encode() + self.how.password.encode()
        return (
            abs(created - self.now_s) < SKEW_S
            and said["Password"] == base64.b64encode(hashlib.sha1(whole).digest()).decode()
        )

    # --- operations ------------------------------------------------------------------------------

    def _GetSystemDateAndTime(self, asked: Any) -> str:
        now = datetime.fromtimestamp(self.now_s, UTC)
        return (
            "<x:SystemDateAndTime><tt:DateTimeType>Manual</tt:DateTimeType><tt:DaylightSavings>false"
            f"</tt:DaylightSavings><tt:UTCDateTime><tt:Time><tt:Hour>{now.hour}</tt:Hour><tt:Minute>{now.minute}"
            f"</tt:Minute><tt:Second>{now.second}</tt:Second></tt:Time><tt:Date><tt:Year>{now.year}</tt:Year><tt:Month>"
            f"{now.month}</tt:Month><tt:Day>{now.day}</tt:Day></tt:Date></tt:UTCDateTime></x:SystemDateAndTime>"
        )

    def _GetDeviceInformation(self, asked: Any) -> str:
        return (
            "<x:Manufacturer>Anlan tests</x:Manufacturer><x:Model>PTZ-1</x:Model><x:FirmwareVersion>5.1"
            "</x:FirmwareVersion><x:SerialNumber>0001</x:SerialNumber><x:HardwareId>88</x:HardwareId>"
        )

    @property
    def _services(self) -> list[str]:
        return [
            "device",
            self.how.media,
            *(["ptz"] if self.how.has_ptz else []),
            *(["recording", "search", "replay"] if self.how.records else []),
        ]

    def _GetServices(self, asked: Any) -> str:
        return "".join(
            f"<x:Service><x:Namespace>{NAMESPACES[name]}</x:Namespace><x:XAddr>http://192.168.1.64/onvif/{name}"
            "</x:XAddr><x:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></x:Version></x:Service>"
            for name in self._services
        )

    def _GetProfiles(self, asked: Any) -> str:
        if self.how.media == "media2":
            return "".join(
                f'<x:Profiles token="{token}"><x:Name>{token}</x:Name><x:Configurations><x:VideoEncoder token="v">'
                f"<tt:Encoding>H265</tt:Encoding><tt:Resolution><tt:Width>{wide}</tt:Width><tt:Height>{high}</tt:Height>"
                "</tt:Resolution></x:VideoEncoder></x:Configurations></x:Profiles>"
                for token, (wide, high) in self.how.widths.items()
            )
        return "".join(
            f'<x:Profiles token="{token}" fixed="true"><tt:Name>{token}</tt:Name>{_video(token, *size)}'
            f"{self._ptz_configuration() if self.how.has_ptz else ''}</x:Profiles>"
            for token, size in self.how.widths.items()
        )

    def _ptz_configuration(self) -> str:
        space = "http://www.onvif.org/ver10/tptz"
        return (
            '<tt:PTZConfiguration token="p0"><tt:Name>p0</tt:Name><tt:UseCount>1</tt:UseCount><tt:NodeToken>node0'
            f"</tt:NodeToken><tt:DefaultContinuousPanTiltVelocitySpace>{space}/PanTiltSpaces/VelocityGenericSpace"
            f"</tt:DefaultContinuousPanTiltVelocitySpace><tt:DefaultContinuousZoomVelocitySpace>{space}/ZoomSpaces/"
            "VelocityGenericSpace</tt:DefaultContinuousZoomVelocitySpace></tt:PTZConfiguration>"
        )

    def _GetStreamUri(self, asked: Any) -> str:
        uri = self.how.stream.format(token=_text(asked, "ProfileToken"))
        return f"<x:Uri>{uri}</x:Uri>" if self.how.media == "media2" else _media_uri(uri)

    def _GetSnapshotUri(self, asked: Any) -> str:
        return _media_uri(f"http://192.168.1.64/snapshot/{_text(asked, 'ProfileToken')}.jpg")

    def _GetRecordings(self, asked: Any) -> str:
        return (
            f"<x:RecordingItem><tt:RecordingToken>R1</tt:RecordingToken><tt:Configuration>{_SOURCE}<tt:Content>all"
            "</tt:Content><tt:MaximumRetentionTime>PT0S</tt:MaximumRetentionTime></tt:Configuration><tt:Tracks/>"
            "</x:RecordingItem>"
        )

    def _GetRecordingInformation(self, asked: Any) -> str:
        return (
            f"<x:RecordingInformation><tt:RecordingToken>{_text(asked, 'RecordingToken')}</tt:RecordingToken>{_SOURCE}"
            "<tt:EarliestRecording>2026-11-01T00:00:00Z</tt:EarliestRecording><tt:LatestRecording>2026-11-23T08:00:00Z"
            "</tt:LatestRecording><tt:Content>all</tt:Content><tt:RecordingStatus>Recording</tt:RecordingStatus>"
            "</x:RecordingInformation>"
        )

    def _GetReplayUri(self, asked: Any) -> str:
        return f"<x:Uri>{self.how.stream.format(token='replay/' + _text(asked, 'RecordingToken'))}</x:Uri>"

    def _GetNode(self, asked: Any) -> str:
        return (
            '<x:PTZNode token="node0"><tt:SupportedPTZSpaces/><tt:MaximumNumberOfPresets>8</tt:MaximumNumberOfPresets>'
            f"<tt:HomeSupported>{str(self.how.has_home).lower()}</tt:HomeSupported></x:PTZNode>"
        )

    def _GetPresets(self, asked: Any) -> str:
        return "".join(
            f'<x:Preset token="{token}"><tt:Name>{name}</tt:Name></x:Preset>'
            for token, name in [("1", "门口"), ("2", "储罐")]
        )

    def _GetStatus(self, asked: Any) -> str:
        state = "MOVING" if self.is_turning else "IDLE"
        return (
            f"<x:PTZStatus><tt:MoveStatus><tt:PanTilt>{state}</tt:PanTilt><tt:Zoom>{state}</tt:Zoom></tt:MoveStatus>"
            f"<tt:UtcTime>{datetime.fromtimestamp(self.now_s, UTC):%Y-%m-%dT%H:%M:%SZ}</tt:UtcTime></x:PTZStatus>"
        )

    def _ContinuousMove(self, asked: Any) -> str:
        (pan,), (zoom,) = asked.findall(f".//{{{TT}}}PanTilt") or (None,), asked.findall(f".//{{{TT}}}Zoom") or (None,)
        self.is_turning = True
        said = (
            "move",
            *((pan.get("x"), pan.get("y")) if pan is not None else ()),
            *((zoom.get("x"),) if zoom is not None else ()),
        )
        self.turns.append((*said, _text(asked, "Timeout")))
        return ""

    def _Stop(self, asked: Any) -> str:
        self.is_turning = False
        self.turns.append(("stop",))
        return ""

    def _GotoPreset(self, asked: Any) -> str:
        self.is_turning = False
        self.turns.append(("preset", _text(asked, "PresetToken")))
        return ""

    def _GotoHomePosition(self, asked: Any) -> str:
        self.is_turning = False
        self.turns.append(("home",))
        return ""


_SOURCE = (
    "<tt:Source><tt:SourceId>urn:cam</tt:SourceId><tt:Name>gate</tt:Name><tt:Location>-</tt:Location><tt:Description>-"
    "</tt:Description><tt:Address>-</tt:Address></tt:Source>"
)


def _video(token: str, wide: int, high: int) -> str:
    return (
        f'<tt:VideoEncoderConfiguration token="v-{token}"><tt:Name>v</tt:Name><tt:UseCount>1</tt:UseCount><tt:Encoding>'
        f"H264</tt:Encoding><tt:Resolution><tt:Width>{wide}</tt:Width><tt:Height>{high}</tt:Height></tt:Resolution>"
        "<tt:Quality>4</tt:Quality><tt:Multicast><tt:Address><tt:Type>IPv4</tt:Type><tt:IPv4Address>0.0.0.0"
        "</tt:IPv4Address></tt:Address><tt:Port>0</tt:Port><tt:TTL>0</tt:TTL><tt:AutoStart>false</tt:AutoStart>"
        "</tt:Multicast><tt:SessionTimeout>PT60S</tt:SessionTimeout></tt:VideoEncoderConfiguration>"
    )


def _media_uri(uri: str) -> str:
    return (
        f"<x:MediaUri><tt:Uri>{uri}</tt:Uri><tt:InvalidAfterConnect>false</tt:InvalidAfterConnect>"
        "<tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT0S</tt:Timeout></x:MediaUri>"
    )


def _text(asked: Any, name: str) -> str:
    return str(asked.findtext(f".//{{*}}{name}") or "")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def _enveloped(body: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">'
        f"<s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def _fault(code: str, reason: str) -> bytes:
    return _enveloped(
        '<s:Fault xmlns:ter="http://www.onvif.org/ver10/error"><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>'
        f'{code}</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">{reason}</s:Text></s:Reason></s:Fault>'
    )


def _send(to: http.server.BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    to.send_response(status)
    for name, value in headers.items():
        to.send_header(name, value)
    if status == 401:
        to.send_header("WWW-Authenticate", 'Basic realm="cam"')  # devices offer it beside the digest
    to.send_header("Content-Type", "application/soap+xml")
    to.send_header("Content-Length", str(len(body)))
    to.end_headers()
    to.wfile.write(body)


Make = Callable[..., OnvifDevice]
