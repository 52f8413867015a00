"""Of whatever photo was taken in, nothing but pixels lies on disk: no place, no device, no second file behind it."""

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from tests.integration.uploads.doors import DOORS

pytestmark = pytest.mark.django_db

CANARY = "canary-13800001111"
#: Beginnings of blocks that carry more than pixels, in any of the formats.
MARKS = [
    b"Exif",
    b"GPS",
    b"http://ns.adobe.com",
    b"xmpmeta",
    b"Photoshop 3.0",
    b"8BIM",
    b"ICC_PROFILE",
    b"<script",
    b"PK\x03\x04",
]
JPEG_SEGMENTS_ALLOWED = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA, 0xDD}  # JFIF, tables, baseline frame, scan

degrees = st.tuples(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59))


@st.composite
def photographs(draw: st.DrawFn) -> tuple[str, bytes]:
    """A photo as a phone or a program saves it, with a place and a name in every corner that the format has."""
    kind = draw(st.sampled_from(["JPEG", "PNG", "WEBP"]))
    image = Image.new("RGB", (draw(st.integers(1, 200)), draw(st.integers(1, 200))), draw(st.integers(0, 0xFFFFFF)))
    exif = image.getexif()
    exif[271], exif[272], exif[274] = CANARY, CANARY, draw(st.integers(1, 8))
    exif.get_ifd(0x8769)[37510] = CANARY.encode()
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", draw(degrees), "E", draw(degrees)
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><GPSLatitude>{CANARY}</GPSLatitude></x:xmpmeta>'.encode()
    options: dict[str, Any] = {"exif": exif, "icc_profile": b"0" * 128 + CANARY.encode(), "xmp": xmp}
    if kind == "JPEG":
        options["comment"] = CANARY.encode()
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", xmp.decode(), zip=draw(st.booleans()))
        options["pnginfo"].add_text("GPS", CANARY)
    sink = io.BytesIO()
    image.save(sink, kind, **options)
    behind = draw(st.sampled_from([b"", b"<script>alert(1)</script>", b"PK\x03\x04" + CANARY.encode()]))
    return kind, sink.getvalue() + behind


def segments(jpeg: bytes) -> set[int]:
    """Marker codes of a JPEG up to its scan."""
    found, at = set(), 2
    while jpeg[at] == 0xFF:
        found.add(jpeg[at + 1])
        if jpeg[at + 1] == 0xDA:
            break
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


@pytest.mark.parametrize("door", DOORS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(photograph=photographs())
def test_no_stored_byte_tells_where_or_by_whom(
    settings: Any, tmp_path: Path, door: str, photograph: tuple[str, bytes]
) -> None:
    kind, raw = photograph
    settings.FILES_ROOT = tmp_path
    answer = DOORS[door](f"IMG_{CANARY}.{kind}", raw)
    assert answer.status_code in (200, 201), answer.content
    stored = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert stored
    for content in stored:
        assert CANARY.encode() not in content
        assert not [mark for mark in MARKS if mark in content]
        assert content.startswith(b"\xff\xd8")
        assert content.endswith(b"\xff\xd9")
        assert segments(content) <= JPEG_SEGMENTS_ALLOWED
        assert not Image.open(io.BytesIO(content)).getexif()
    assert CANARY not in answer.content.decode()
    for path in tmp_path.rglob("*"):
        assert CANARY not in path.name
