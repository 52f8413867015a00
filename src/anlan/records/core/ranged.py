"""Part of a file, as a browser asks for it: without parts nobody can wind a clip forward (RFC 9110, section 14)."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

ONE_PART = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
CHUNK_BYTES = 65_536


def ranged_response(request: HttpRequest, path: Path, media_type: str) -> HttpResponseBase:
    """The file, or with a ``Range`` of one part 206 and that part; 416 for a part beyond its end.

    Several parts, and what is not understood, get the whole file, as the standard allows.
    """
    size = path.stat().st_size
    asked = ONE_PART.fullmatch(request.headers.get("Range", ""))
    if asked is None or asked[0] == "bytes=-":
        return _told(FileResponse(path.open("rb"), content_type=media_type))
    first, last = _bounds(asked[1], asked[2], size)
    if first > last:
        return _told(HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}))
    file = path.open("rb")
    file.seek(first)
    part = StreamingHttpResponse(_read(file, last - first + 1), status=206, content_type=media_type)
    part["Content-Length"] = str(last - first + 1)
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    return _told(part)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """First and last byte, both within the file; first beyond last when there is no such part."""
    if not first:  # the last so many bytes
        return (max(size - int(last), 0), size - 1) if int(last) else (size, size - 1)
    return int(first), min(int(last or size), size - 1)


def _read(file: BinaryIO, left: int) -> Iterator[bytes]:
    with file:
        while left > 0 and (chunk := file.read(min(CHUNK_BYTES, left))):
            left -= len(chunk)
            yield chunk


def _told(answer: HttpResponseBase) -> HttpResponseBase:
    answer["Accept-Ranges"] = "bytes"
    return answer
