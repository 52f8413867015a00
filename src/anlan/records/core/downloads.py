"""Files that are answered as downloads."""

from typing import IO

from django.http import FileResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(file: IO[bytes], name: str) -> FileResponse:
    """An Excel file under this name; nothing on the way keeps a copy."""
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    answer["Cache-Control"] = "no-store"
    return answer
