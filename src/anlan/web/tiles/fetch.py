"""Gets one tile from the provider: this host only, no redirects, bounded in time, size and number at once.

A tile that does not come is an error of its own; the bundled map lies beneath, so the screen is never blank.
"""

from threading import BoundedSemaphore
from urllib.parse import urlsplit

import urllib3

from anlan.records.core.errors import DomainError

BYTES_MAX = 1 << 20
CONNECT_S, READ_S = 3.0, 6.0
#: So many at once; more wait this long and are then told to come again. The web process has other work.
AT_ONCE, QUEUE_S = 8, 5.0
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}

_slots = BoundedSemaphore(AT_ONCE)
_pool = urllib3.PoolManager(maxsize=AT_ONCE, retries=False, timeout=urllib3.Timeout(connect=CONNECT_S, read=READ_S))


class TileUnavailable(DomainError):
    """The provider gave no picture."""

    message = "底图服务未返回图片，已显示内置底图；请管理员检查底图设置和网络。"
    status, code = 502, "tiles.unavailable"


def tile_fetch(url: str, *, host: str) -> bytes:
    """The bytes of a picture.

    Raises:
        TileUnavailable: another host, no answer in time, a redirect, too large, or no picture.
    """
    if urlsplit(url).hostname != host:
        raise TileUnavailable
    if not _slots.acquire(timeout=QUEUE_S):
        raise TileUnavailable("底图请求过多，请稍后重试。")
    try:
        answer = _pool.request("GET", url, redirect=False, preload_content=False, headers={"User-Agent": "Anlan"})
        try:
            body: bytes = answer.read(BYTES_MAX + 1)
        finally:
            answer.close()
    except urllib3.exceptions.HTTPError as error:
        raise TileUnavailable from error
    finally:
        _slots.release()
    if answer.status != 200 or len(body) > BYTES_MAX:
        raise TileUnavailable
    media_type(body)
    return body


def media_type(body: bytes) -> str:
    """What sort of picture it is, by its first bytes.

    Raises:
        TileUnavailable: none; a provider's error page must not be passed on as one.
    """
    for start, kind in PICTURES.items():
        if body.startswith(start):
            return kind
    raise TileUnavailable
