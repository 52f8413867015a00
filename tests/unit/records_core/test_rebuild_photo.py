"""Photos are made anew from their pixels, and what is not a plain photo is refused before it costs anything."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from anlan.records.core import rebuild_photo

CANARY = b"canary-13800001111"


def run(raw: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-I", rebuild_photo.__file__], input=raw, capture_output=True, timeout=60)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    sink = io.BytesIO()
    image.save(sink, kind, **options)
    return sink.getvalue()


def with_secrets() -> bytes:
    image = Image.new("RGB", (400, 300), "red")
    image.putpixel((0, 0), (0, 0, 255))
    exif = image.getexif()
    exif[274] = 6  # the camera was held upright
    exif[271] = CANARY.decode()
    exif.get_ifd(0x8769)[36867] = "2026:11:23 10:00:00"
    exif.get_ifd(0x8825)[29] = CANARY.decode()
    return saved(image, "JPEG", exif=exif, comment=CANARY, icc_profile=b"0" * 128 + CANARY) + CANARY


def test_nothing_but_pixels_survives_and_the_orientation_is_applied() -> None:
    done = run(with_secrets())
    line, _, rest = done.stdout.partition(b"\n")
    facts = json.loads(line)
    assert (facts["width_px"], facts["height_px"], facts["taken_at"]) == (300, 400, "2026:11:23 10:00:00")
    assert CANARY not in rest
    photo = Image.open(io.BytesIO(rest[: facts["photo_bytes"]]))
    assert photo.size == (300, 400)
    assert not photo.getexif()
    assert {"comment", "icc_profile", "exif"} & set(photo.info) == set()
    thumb = Image.open(io.BytesIO(rest[facts["photo_bytes"] :]))
    assert max(thumb.size) == rebuild_photo.THUMB_PX


def test_transparent_pictures_are_laid_on_white() -> None:
    done = run(saved(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG"))
    photo = Image.open(io.BytesIO(done.stdout.partition(b"\n")[2]))
    assert photo.getpixel((10, 10)) == (255, 255, 255)


def bombs() -> dict[str, tuple[bytes, bytes]]:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0", b"0" * 10**6)
    good = saved(Image.new("RGB", (64, 64)), "JPEG")
    small = Image.new("L", (64, 64))
    return {
        "png of 81 megapixels": (saved(Image.new("1", (9000, 9000)), "PNG"), b"pixels"),
        "webp of 36 megapixels": (saved(Image.new("RGB", (6000, 6000)), "WEBP", lossless=True, method=0), b"pixels"),
        "tiff": (saved(small, "TIFF"), b"format"),
        "gif": (saved(small, "GIF"), b"format"),
        "bmp": (saved(small, "BMP"), b"format"),
        "jpeg 2000": (saved(small, "JPEG2000"), b"format"),
        "icon": (saved(small, "ICO"), b"format"),
        "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', b"format"),
        "html": (b"<html><script>1</script></html>", b"format"),
        "zip": (zipped.getvalue(), b"format"),
        "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", b"format"),
        "cut jpeg": (good[: len(good) // 2], b"damaged"),
        "jpeg head with noise": (good[:200] + bytes(range(256)) * 40, b"damaged"),
    }


def test_bombs_and_foreign_formats_are_refused() -> None:
    for name, (raw, word) in bombs().items():
        done = run(raw)
        assert (done.returncode, done.stderr) == (3, word), name


MEASURE = """
import resource
from tests.unit.records_core.test_rebuild_photo import bombs, run
for raw, _ in bombs().values():
    run(raw)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_refusing_a_bomb_takes_little_memory() -> None:
    """Measured from a small process: a forked child is counted with its parent's pages at first."""
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 400 * 1024


@pytest.mark.parametrize("size", [(1, 1), (5000, 4000)])
def test_ordinary_photos_pass(size: tuple[int, int]) -> None:
    assert run(saved(Image.new("RGB", size, "green"), "JPEG")).returncode == 0
