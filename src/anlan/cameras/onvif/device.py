"""One ONVIF device, asked over its services; blocking, for a thread of its own.

The account is proved by WS-UsernameToken stamped with the device's own clock; a device that asks for HTTP digest
instead (401) gets that. Nothing is ever sent in clear.
"""

import time
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from anlan.cameras.onvif import answers, soap
from anlan.cameras.onvif.errors import Fault, LoginRefused, NonsenseAnswer
from anlan.cameras.onvif.wire import Answer, Endpoint
from anlan.kit.http_digest import answerable, authorization

DEVICE = "http://www.onvif.org/ver10/device/wsdl"
MEDIA = "http://www.onvif.org/ver10/media/wsdl"
MEDIA2 = "http://www.onvif.org/ver20/media/wsdl"
PTZ = "http://www.onvif.org/ver20/ptz/wsdl"
RECORDING = "http://www.onvif.org/ver10/recording/wsdl"
SEARCH = "http://www.onvif.org/ver10/search/wsdl"
REPLAY = "http://www.onvif.org/ver10/replay/wsdl"
STREAM_SCHEMES = {"rtsp": 554, "rtsps": 322}
UNICAST = (
    "<x:StreamSetup><tt:Stream>RTP-Unicast</tt:Stream>"
    "<tt:Transport><tt:Protocol>RTSP</tt:Protocol></tt:Transport></x:StreamSetup>"
)


class Login(NamedTuple):
    """An account of the device."""

    user: str
    password: str


class Device:
    """``now_s``: our clock, seconds since 1970. What services there are is asked once."""

    def __init__(self, endpoint: Endpoint, login: Login | None, now_s: Callable[[], float] = time.time) -> None:
        self.endpoint, self._login, self._now_s = endpoint, login, now_s
        self._offset_s: float | None = None
        self._paths: dict[str, str] = {DEVICE: endpoint.path}
        self._knows_services = self._uses_digest = False

    @property
    def clock_offset_s(self) -> float:
        """How far the device's clock is ahead of ours; asked once, without an account, as the standard wants it."""
        if self._offset_s is None:
            try:
                told = answers.device_time_s(self._ask(DEVICE, "GetSystemDateAndTime", is_open=True))
            except (LoginRefused, Fault):
                told = None
            self._offset_s = told - self._now_s() if told is not None else 0.0
        return self._offset_s

    def facts(self) -> answers.DeviceFacts:
        """Maker, model, firmware, serial number.

        Raises:
            OnvifError: it cannot be asked, or does not say.
        """
        return answers.facts_of(self._ask(DEVICE, "GetDeviceInformation"))

    def has(self, service: str) -> bool:
        """Does the device offer this service (a namespace of this module)?

        Raises:
            OnvifError: it cannot be asked.
        """
        if not self._knows_services:
            self._paths |= self._services()
            self._knows_services = True
        return service in self._paths

    def profiles(self) -> list[answers.Profile]:
        """All streams the device can send.

        Raises:
            OnvifError: it cannot be asked, or does not say.
        """
        if self.has(MEDIA) or not self.has(MEDIA2):
            return answers.profiles_of(self.ask(MEDIA, "GetProfiles"))
        return answers.profiles_of(self.ask(MEDIA2, "GetProfiles", "<x:Type>All</x:Type>"))

    def stream_address(self, profile: str) -> str:
        """Where the stream of this profile is, on this device; without a login.

        Raises:
            OnvifError: it cannot be asked, or names something that is no RTSP stream.
        """
        return self.stream_on_it(self._uri("GetStreamUri", profile))

    def snapshot_address(self, profile: str) -> str:
        """Where one picture of this profile is; without a login. Raises like :meth:`stream_address`."""
        return self._on_this_device(self._uri("GetSnapshotUri", profile), {"http": 80, "https": 443})

    def stream_on_it(self, told: str) -> str:
        """The stream at an address that the device told, on this device. Raises like :meth:`stream_address`."""
        return self._on_this_device(told, STREAM_SCHEMES)

    def ask(self, service: str, operation: str, inside: str = "") -> Element:
        """The answer of one operation; ``inside``: its XML, with ``x:`` for the service's own namespace.

        Raises:
            OnvifError: see its kinds.
        """
        if not self.has(service):
            raise Fault("the device does not offer this service")
        return self._ask(service, operation, inside)

    def _uri(self, operation: str, profile: str) -> str:
        token = f"<x:ProfileToken>{escape(profile)}</x:ProfileToken>"
        if self.has(MEDIA) or not self.has(MEDIA2):
            inside = (UNICAST if operation == "GetStreamUri" else "") + token
            return soap.words(self.ask(MEDIA, operation, inside), "MediaUri/Uri", 2000)
        protocol = "<x:Protocol>RTSP</x:Protocol>" if operation == "GetStreamUri" else ""
        return soap.words(self.ask(MEDIA2, operation, protocol + token), "Uri", 2000)

    def _on_this_device(self, told: str, schemes: dict[str, int]) -> str:
        """What a device says of itself is often its address behind a router, and could be anybody's: the machine is
        always the one that was judged."""
        try:
            parts = urlsplit(told)
            port = parts.port or schemes[parts.scheme]
        except (ValueError, KeyError):
            raise NonsenseAnswer("the device names no stream that can be read") from None
        number = self.endpoint.number
        machine = f"[{number}]:{port}" if ":" in number else f"{number}:{port}"
        return urlunsplit((parts.scheme, machine, parts.path, parts.query, ""))

    def _services(self) -> dict[str, str]:
        """Path by namespace. Only paths: the rest of an address is ours."""
        try:
            told = self._ask(DEVICE, "GetServices", "<x:IncludeCapability>false</x:IncludeCapability>")
            found = [
                (soap.words(one, "Namespace"), soap.words(one, "XAddr", 2000)) for one in told.findall("{*}Service")
            ]
        except Fault:  # older than 2010
            told = self._ask(DEVICE, "GetCapabilities", "<x:Category>All</x:Category>")
            found = [
                (MEDIA, soap.words(told, "Capabilities/Media/XAddr", 2000)),
                (PTZ, soap.words(told, "Capabilities/PTZ/XAddr", 2000)),
            ]
        known = {MEDIA, MEDIA2, PTZ, RECORDING, SEARCH, REPLAY}
        return {service: _path_of(address) for service, address in found if service in known and address}

    def _ask(self, service: str, operation: str, inside: str = "", *, is_open: bool = False) -> Element:
        body = f'<x:{operation} xmlns:x="{service}">{inside}</x:{operation}>'
        answer = self._send(service, operation, body, is_open)
        if answer.status == 401:
            raise LoginRefused("the device refuses the account: check user and password")
        if not answer.body and answer.status >= 400:
            raise NonsenseAnswer(f"the device answers HTTP {answer.status}")
        told = soap.body_of(answer.body)
        if not told.tag.endswith(f"}}{operation}Response"):
            raise NonsenseAnswer("the device answers something else than was asked")
        return told

    def _send(self, service: str, operation: str, body: str, is_open: bool) -> Answer:
        path = self._paths[service]
        headers = {"Content-Type": f'application/soap+xml; charset=utf-8; action="{service}/{operation}"'}
        with_token = self._login is not None and not is_open and not self._uses_digest
        answer = self.endpoint.post(path, soap.envelope(body, self._token() if with_token else ""), headers)
        if answer.status != 401 or self._login is None or is_open:
            return answer
        proof = authorization(answerable(answer.challenges), "POST", path, *self._login)
        if proof is None:
            return answer
        self._uses_digest = True
        return self.endpoint.post(path, soap.envelope(body), {**headers, "Authorization": proof})

    def _token(self) -> str:
        assert self._login is not None
        return soap.security(*self._login, self._now_s() + self.clock_offset_s)


def _path_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        raise NonsenseAnswer("the device names a service at no address") from None
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    if not path.startswith("/") or not path.isascii() or not path.isprintable():
        raise NonsenseAnswer("the device names a service at no address")
    return path
