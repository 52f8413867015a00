"""Giving out what people uploaded so that a browser shows it and runs nothing of it."""

from django.http import FileResponse
from django.http.response import HttpResponseBase

from anlan.records.core.files import attachment_path

#: Kept files are named by their content, so what was fetched once never changes.
UNCHANGING = "private, max-age=86400, immutable"


def kept_picture(sha256: str, media_type: str) -> FileResponse:
    """A kept picture, for whoever was found to be allowed to see it."""
    answer = FileResponse(attachment_path(sha256).open("rb"), content_type=media_type)
    harmless(answer, UNCHANGING)
    return answer


def harmless(answer: HttpResponseBase, cache: str) -> None:
    """No script, no frame, nothing loaded: what the file says, it says as a picture only."""
    answer["Cache-Control"] = cache
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
