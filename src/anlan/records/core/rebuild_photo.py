"""A photo made anew from its pixels, in a process of its own with little memory and little time.

Run as a script: the uploaded bytes on standard input; on standard output one line of JSON, then the photo, then its
thumbnail, both JPEG. What was in the file besides pixels (position, device, comments, profiles, a second file behind
the picture) does not come out. Exit 3 with a word on standard error when the picture is refused.
"""

import io
import sys
from typing import TYPE_CHECKING

from anlan.records.core.rebuilding import Refused, run

if TYPE_CHECKING:  # the decoders are loaded only once the process is bounded
    from PIL import Image

PIXELS_MAX = 25_000_000
SIDE_PX_MAX = 4096
THUMB_PX = 320
FORMATS = ("JPEG", "PNG", "WEBP")
EXIF_TAKEN = 36867  # DateTimeOriginal, in the Exif block
EXIF_BLOCK = 0x8769


def rebuild(raw: bytes) -> tuple[dict[str, object], bytes, bytes]:
    """Facts (``width_px height_px taken_at``), photo and thumbnail.

    Raises:
        Refused: not JPEG, PNG or WebP, too many pixels, or damaged.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # our own bound below is stricter, and is checked before decoding
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as opened:
            if opened.width * opened.height > PIXELS_MAX:
                raise Refused("pixels")
            if opened.format != "JPEG" and getattr(opened, "is_animated", False):
                raise Refused("format")  # phones put a second still behind a JPEG; a film is no photo
            taken = opened.getexif().get_ifd(EXIF_BLOCK).get(EXIF_TAKEN)
            upright = ImageOps.exif_transpose(opened)
            pixels = _flat(upright)
    except Refused:
        raise
    except UnidentifiedImageError as error:
        raise Refused("format") from error
    except Exception as error:  # a damaged file fails in many ways inside the decoders
        raise Refused("damaged") from error
    pixels.thumbnail((SIDE_PX_MAX, SIDE_PX_MAX))
    facts = {"width_px": pixels.width, "height_px": pixels.height, "taken_at": str(taken)[:19] if taken else ""}
    photo = _jpeg(pixels, 88)
    pixels.thumbnail((THUMB_PX, THUMB_PX))
    return facts, photo, _jpeg(pixels, 80)


def _flat(image: "Image.Image") -> "Image.Image":
    """The bare pixels as RGB on white: a new picture that carries no information of the old one."""
    from PIL import Image

    fresh = Image.new("RGB", image.size, "white")
    rgba = image.convert("RGBA") if image.mode in ("RGBA", "LA", "PA", "P") else None
    fresh.paste(rgba or image.convert("RGB"), (0, 0), rgba)
    return fresh


def _jpeg(image: "Image.Image", quality: int) -> bytes:
    sink = io.BytesIO()
    image.save(sink, "JPEG", quality=quality)
    return sink.getvalue()


def facts_and_pictures(raw: bytes) -> tuple[dict[str, object], bytes]:
    """The photo and its thumbnail, one behind the other, and where the one ends."""
    facts, photo, thumb = rebuild(raw)
    return {**facts, "photo_bytes": len(photo), "thumb_bytes": len(thumb)}, photo + thumb


if __name__ == "__main__":
    sys.exit(run(facts_and_pictures))
