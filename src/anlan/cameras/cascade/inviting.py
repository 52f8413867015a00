"""An INVITE from above: may this picture be lent, and what does its call look like?

Pictures go to the platform above that asked, or to a media server of its that an administrator entered; never to an
address that only the INVITE names.
"""

import itertools
import secrets
import threading
from collections.abc import Callable

from anlan.bus.messages import SharedCamera
from anlan.cameras.camera import Camera
from anlan.cameras.cascade import offer as offers
from anlan.cameras.cascade.call import Call, Declined, Lines
from anlan.cameras.cascade.entries import Entries
from anlan.cameras.cascade.film import Film
from anlan.cameras.cascade.link import Link
from anlan.cameras.cascade.offer import Offer
from anlan.cameras.cascade.sending import Sender, Target
from anlan.cameras.gb28181.flow import Flow
from anlan.cameras.gb28181.media import Ports
from anlan.cameras.sources.base import SourceLost
from anlan.domain.camera_states import CameraState
from anlan.kit.addresses import is_within, listed, plain
from anlan.kit.field_network import Forbidden, address_to_call
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings
from anlan.kit.sip.message import Request, answer, user_of

log = get_logger(__name__)

#: Port of a side that opens the connection itself (RFC 4145).
NO_PORT = 9


class Inviting:
    """Makes the calls of one platform above.

    Args:
        camera_of: a running camera, by its id.
        ended: told from the sender's thread that the call of this id ended by itself, and why.
    """

    def __init__(
        self,
        link: Link,
        settings: Settings,
        ports: Ports,
        lines: Lines,
        camera_of: Callable[[int], Camera | None],
        ended: Callable[[str, str], None],
    ) -> None:
        self._link, self._settings, self._ports, self._lines = link, settings, ports, lines
        self._camera_of, self._ended = camera_of, ended
        self._ssrc = itertools.count(secrets.randbelow(9_000) + 1)

    def call(self, request: Request, flow: Flow, shown: Entries, already: int) -> Call:
        """The call that an INVITE asks for, besides those that run ``already``; nothing is sent yet.

        Raises:
            Declined: it is not taken. Refused: it is not of its form.
        """
        shared = shown.camera(user_of(request.uri)) or shown.camera(user_of(request.get("to")))
        if shared is None:
            raise Declined(404, "Not Found", "superior_channel")
        wanted = offers.read(request.body)
        if wanted.what.lower() != "play":
            raise Declined(488, "Not Acceptable Here")  # nothing is recorded for platforms above
        camera = self._camera_of(shared.camera_id)
        if camera is None or camera.state is CameraState.GONE:
            raise Declined(480, "Temporarily Unavailable")
        self._lines.require_free(already, is_coded_anew=not camera.tap.is_coded)
        self._require_theirs(wanted)
        return self._made(request, flow, shared, wanted, is_coded_anew=not camera.tap.is_coded)

    def _made(self, request: Request, flow: Flow, shared: SharedCamera, wanted: Offer, *, is_coded_anew: bool) -> Call:
        ssrc, stop = wanted.ssrc or self._new_ssrc(), threading.Event()
        try:
            port = None if wanted.is_tcp and wanted.listens else self._ports.open(is_tcp=wanted.is_tcp)
        except SourceLost as lost:
            log.warning("GB/T 28181 picture not lent", reason=str(lost))
            raise Declined(486, "Busy Here", "superior_ports") from None
        film = Film(lambda: self._camera_of(shared.camera_id), stop)
        target = Target(wanted.host, wanted.port, wanted.is_tcp, wanted.listens, int(ssrc))
        body = offers.answered(wanted, shared.code, self._link.here, port.number if port else NO_PORT, ssrc)
        headers = (("contact", f"<sip:{shared.code}@{self._link.at}>"), ("content-type", "APPLICATION/SDP"))
        return Call(
            request, flow, answer(request, 200, "OK", headers, body), shared, stop,
            Sender(film, target, port, lambda why: self._ended(request.call_id, why)), is_coded_anew,
        )  # fmt: skip

    def _require_theirs(self, wanted: Offer) -> None:
        """May pictures be sent to this address?

        Raises:
            Declined: they may not.
        """
        config = self._link.config
        try:
            address = plain(wanted.host)
            address_to_call(str(address), self._settings.field_hosts)
            is_theirs = wanted.host in self._link.hosts or is_within(address, listed(config.media_networks))
        except (Forbidden, OSError, ValueError):
            is_theirs = False
        if not is_theirs:
            log.warning("GB/T 28181 picture not lent to another address", superior=config.name, host=wanted.host)
            raise Declined(403, "Forbidden", "superior_media_host")

    def _new_ssrc(self) -> str:
        """0 for live, five digits of the domain, four of our own."""
        return f"0{self._link.config.own_code[3:8]}{next(self._ssrc) % 10_000:04d}"
