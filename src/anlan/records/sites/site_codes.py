"""The code at a plant's gate: what an officer scans to show that he stood there. One small interface.

A reader takes what the camera saw and says whose code it is. The platform's own code is fixed: the enterprise's number
and a mark that nobody can guess without the server's key. Another kind of code, such as one that changes or can be
withdrawn, adds its reader to :data:`READERS`; sign-in asks each in turn and knows none of them.
"""

import io
import re
from collections.abc import Callable

import qrcode
import qrcode.image.svg
from django.utils.crypto import constant_time_compare, salted_hmac

#: What was scanned or typed → number of the enterprise whose valid code it is, or None.
Reader = Callable[[str], int | None]
_OWN = re.compile(r"AQ(\d{1,12})-([0-9A-F]{10})")


def site_code(enterprise_id: int) -> str:
    """The fixed code of an enterprise: ``AQ12-0F3A…``, short enough to be typed where there is no camera."""
    mark = salted_hmac("anlan.site-code", str(enterprise_id), algorithm="sha256").hexdigest()[:10].upper()
    return f"AQ{enterprise_id}-{mark}"


def own_code(text: str) -> int | None:
    """Reader of :func:`site_code`, as text or at the end of an address."""
    found = _OWN.fullmatch(text.strip().rsplit("/", 1)[-1].upper())
    if found is None or not constant_time_compare(site_code(int(found[1])), found[0]):
        return None
    return int(found[1])


READERS: list[Reader] = [own_code]


def enterprise_of(text: str) -> int | None:
    """Whose code this is, by the first reader that knows it."""
    return next((found for reader in READERS if (found := reader(text)) is not None), None)


def code_picture(code: str) -> str:
    """The code as QR, to be printed and put up at the gate (SVG)."""
    sink = io.BytesIO()
    qrcode.make(code, image_factory=qrcode.image.svg.SvgPathImage, box_size=12).save(sink)
    return sink.getvalue().decode()
