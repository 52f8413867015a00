"""QR codes, drawn here and by nobody else's server."""

import io

import qrcode
import qrcode.image.svg


def picture(address: str) -> str:
    """The QR code of an address as SVG."""
    sink = io.BytesIO()
    qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, box_size=12).save(sink)
    return sink.getvalue().decode()
