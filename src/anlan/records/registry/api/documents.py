"""Documents of any register."""

from typing import Any, Literal

from django.http import FileResponse, HttpRequest

from anlan.records.core.photos import file_path
from anlan.records.core.schemas import PROBLEMS
from anlan.records.registry import papers, selectors
from anlan.records.registry.api.guard import opened
from anlan.records.registry.api.record_schemas import RecordDetail
from anlan.records.registry.api.records import whole
from anlan.records.registry.api.routing import router
from anlan.records.registry.looking import looked


@router.post("/registers/{name}/records/{int:record_id}/papers/{paper}", response={200: RecordDetail, **PROBLEMS})
def document_make(
    request: HttpRequest, name: str, record_id: int, paper: str, format: Literal["docx", "pdf"] = "docx"
) -> dict[str, Any]:
    """Make a document of a record; it is kept and listed with it."""
    found, user = opened(request, name)
    papers.document_make(found, actor=user, record_id=record_id, paper=paper, format=format, request=request)
    return whole(found, user, record_id)


@router.get("/registers/{name}/records/{int:record_id}/documents/{int:document_id}", response={200: bytes, **PROBLEMS})
def document_get(request: HttpRequest, name: str, record_id: int, document_id: int) -> FileResponse:
    """A document that was made."""
    found, user = opened(request, name)
    made = papers.document_get(found, for_user=user, record_id=record_id, document_id=document_id)
    record = selectors.record_get(found, for_user=user, record_id=record_id)
    looked(found, "document", by=user, record=record, facts={"no": made.no}, request=request)
    file_name = f"{made.title} {made.no}.{made.format}"
    answer = FileResponse(file_path(made.sha256).open("rb"), as_attachment=True, filename=file_name)
    answer["Content-Type"] = papers.FORMATS[made.format]
    answer["Cache-Control"] = "no-store"
    return answer
