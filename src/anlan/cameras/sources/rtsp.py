"""RTSP: FFmpeg reads the stream, we decide whom it is read from.

FFmpeg follows no answer that sends it elsewhere (``video.OPTIONS``), whenever it comes. Where it would have gone is
asked anew, judged like an address that somebody typed, and given to FFmpeg as an address of its own.
"""

import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urlsplit, urlunsplit

from anlan.cameras.onvif.device import STREAM_SCHEMES, Login
from anlan.cameras.onvif.rtsp import Conversation
from anlan.cameras.sources.base import OPEN_LIMIT_S, Arrival, SourceLost
from anlan.cameras.sources.video import NotFollowed, NotOpened, VideoSource

#: A recorder may send to the machine that has the camera, and that one on; more than this goes in circles.
REDIRECTS_MAX = 3
#: Longest address that is looked at.
ADDRESS_MAX = 1_000

#: Where it cannot be asked whether the camera does so, and where: over TLS, after Basic, in answer to SETUP.
MAY_BE_SENT = (
    "perhaps the camera sends its reader elsewhere, which is not followed over TLS, after Basic or in answer to SETUP: "
    "enter the address that the stream itself has"
)

#: The address with the number of its machine, where that may be called; else SourceLost.
Judge = Callable[[str], str]


class RtspSource:
    """A stream of RTSP over TCP.

    Args:
        url: judged, with the login if any; never shown.
        shown: what messages call it.
        judge: for addresses that the camera sends its reader to.
    """

    def __init__(self, url: str, shown: str, judge: Judge) -> None:
        self._url, self._shown, self._judge = url, shown, judge

    def arrivals(self, stop: threading.Event) -> Iterator[Arrival]:
        """Pictures as they arrive, from where the camera sends its reader if that may be called."""
        url, until_s = self._url, time.monotonic() + OPEN_LIMIT_S
        for _ in range(REDIRECTS_MAX + 1):
            try:
                yield from VideoSource(url, self._shown, urlsplit(url).scheme, is_live=True).arrivals(stop)
                return
            except NotOpened as lost:
                raise SourceLost(f"{lost}; {MAY_BE_SENT}") from None
            except NotFollowed as lost:
                if time.monotonic() > until_s:
                    raise
                sent_to = where_sent(url)
                if not sent_to:
                    raise SourceLost(f"{lost}; {MAY_BE_SENT}") from None
            url = self._judged(url, sent_to)
        raise SourceLost(f"{self._shown}: the camera sends its reader elsewhere more than {REDIRECTS_MAX} times")

    def _judged(self, url: str, sent_to: str) -> str:
        """The address to go on with. The login goes along: a camera that wanted it elsewhere could ask for it itself.

        Raises:
            SourceLost: it must not be called, or is no stream.
        """
        try:
            told = urlsplit(sent_to)
            if told.scheme not in STREAM_SCHEMES:
                raise SourceLost(f"{told.scheme!r} is no RTSP")
            machine = told.netloc.rpartition("@")[2]
            judged = self._judge(urlunsplit(told._replace(netloc=machine, fragment="")))
        except ValueError:
            raise SourceLost(f"{self._shown}: the camera sends its reader to no address") from None
        except SourceLost as lost:
            raise SourceLost(f"{self._shown}: the camera sends its reader elsewhere, not followed: {lost}") from None
        login, found, _ = urlsplit(url).netloc.rpartition("@")
        parts = urlsplit(judged)
        return urlunsplit(parts._replace(netloc=f"{login}{found}{parts.netloc}"))


def where_sent(url: str) -> str:
    """Where the camera at ``url`` sends its reader; "" where it does not, or cannot be asked.

    The password is proved by digest only, and over TLS nothing is asked.
    """
    parts = urlsplit(url)
    login = Login(unquote(parts.username or ""), unquote(parts.password or "")) if parts.username else None
    address = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    try:
        talk = Conversation(address, login, lambda packet: None, lambda why: None)
    except SourceLost:
        return ""
    try:
        for method, headers in (("OPTIONS", {}), ("DESCRIBE", {"Accept": "application/sdp"})):
            reply = talk.told(method, "", headers)
            if 300 <= reply.status < 400:
                return reply.header("location")[:ADDRESS_MAX]
        return ""
    except SourceLost:
        return ""
    finally:
        talk.close()
