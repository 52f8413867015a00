"""Figures, indices, bulletins and the leader's page over HTTP. Edges only."""

from typing import Any, Literal
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.core.schemas import PROBLEMS
from anlan.records.figures import bulletins, formulas, indices, report_api, schemas
from anlan.records.figures.declared import county_figure
from anlan.records.figures.enterprise_score import enterprise_score
from anlan.records.figures.leader import leader_page
from anlan.records.figures.measured import sources
from anlan.records.figures.models import Bulletin
from anlan.records.figures.questions import county_page, figure_parts
from anlan.records.registry.api.guard import opened
from anlan.records.registry.papers import FORMATS

router = Router(tags=["figures"])
router.add_router("", report_api.router)
BULLETINS_LISTED = 200


@router.get("/leader", response={200: schemas.LeaderOut, **PROBLEMS})
def leader(request: HttpRequest) -> dict[str, Any]:
    """What stands, what is late and whose, ranks, and five figures with their trend."""
    return leader_page(for_user=allowed(request, Permission.FIGURES_VIEW))


@router.get("/figures", response={200: list[schemas.SectionOut], **PROBLEMS})
def figures(request: HttpRequest, asked: Query[schemas.AskedIn]) -> list[dict[str, Any]]:
    """All figures of the county page within the reader's scope; each carries the filter that lists its rows."""
    return county_page(for_user=allowed(request, Permission.FIGURES_VIEW), asked=asked.asked())


@router.get("/figures/{key}", response={200: schemas.FigurePartsOut, **PROBLEMS})
def figure(request: HttpRequest, key: str, asked: Query[schemas.AskedIn]) -> dict[str, Any]:
    """One figure by town, by sector and by month."""
    allowed(request, Permission.FIGURES_VIEW)
    found = county_figure(key)
    _, user = opened(request, found.register_name)
    return figure_parts(found, for_user=user, asked=asked.asked())


# --- indices -------------------------------------------------------------------------------------------


def _index(request: HttpRequest, key: str) -> dict[str, Any]:
    user, index = allowed(request, Permission.FIGURES_VIEW), indices.index_get(key)
    may_edit, may_publish = user.may(Permission.FORMULA_EDIT), user.may(Permission.FORMULA_PUBLISH)
    shown = [one for one in indices.versions(index) if may_edit or may_publish or indices.is_in_force(one)]
    return {"key": index.key, "label": index.label, "en": index.en, "subject": index.subject, "may_edit": may_edit,
            "may_publish": may_publish,
            "versions": [indices.version_data(one) for one in shown]}  # fmt: skip


@router.get("/indices", response={200: list[schemas.IndexOut], **PROBLEMS})
def index_list(request: HttpRequest) -> list[dict[str, Any]]:
    """The indices with the versions of their formulas; a draft is seen by who may edit or publish."""
    return [_index(request, key) for key in formulas.indices()]


@router.get("/index-sources", response={200: list[schemas.SourceOut], **PROBLEMS})
def source_list(request: HttpRequest) -> list[dict[str, Any]]:
    """Numbers that a formula may name."""
    allowed(request, Permission.FORMULA_EDIT)
    return [{"name": one.name, "label": one.label, "en": one.en} for one in sources().values()]


@router.get("/indices/{key}", response={200: schemas.RankingOut, **PROBLEMS})
def index_ranking(
    request: HttpRequest, key: str, asked: Query[schemas.AskedIn], version: int | None = None
) -> dict[str, Any]:
    """All towns by a version of the formula (without one: in force), each part with its inputs."""
    user, index = allowed(request, Permission.FIGURES_VIEW), indices.index_get(key)
    if version is not None and not indices.is_in_force(indices.version_get(index, version)):
        allowed(
            request, Permission.FORMULA_PUBLISH if user.may(Permission.FORMULA_PUBLISH) else Permission.FORMULA_EDIT
        )
    return indices.ranking(index, asked=asked.asked(), number=version, for_user=user)


@router.put("/indices/{key}/draft", response={200: schemas.IndexOut, **PROBLEMS})
def formula_draft(request: HttpRequest, key: str, body: schemas.FormulaIn) -> dict[str, Any]:
    """Begin or change the draft of an index's formula."""
    user = allowed(request, Permission.FORMULA_EDIT)
    terms = [term.model_dump() for term in body.terms]
    indices.draft_save(indices.index_get(key), actor=user, title=body.title, terms=terms, request=request)
    return _index(request, key)


@router.post("/indices/{key}/versions/{int:number}/publish", response={200: schemas.IndexOut, **PROBLEMS})
def formula_publish(request: HttpRequest, key: str, number: int) -> dict[str, Any]:
    """Put a draft in force; not by who made it."""
    user = allowed(request, Permission.FORMULA_PUBLISH)
    indices.publish(indices.index_get(key), actor=user, number=number, request=request)
    return _index(request, key)


# --- one enterprise ------------------------------------------------------------------------------------


@router.get("/enterprises/{int:enterprise_id}/score", response={200: schemas.EnterpriseScoreOut, **PROBLEMS})
def score(request: HttpRequest, enterprise_id: int) -> dict[str, Any]:
    """The score of an enterprise by the published formula, part by part, and its last six months."""
    user = allowed(request, Permission.SITE_VIEW)
    return enterprise_score(for_user=user, enterprise_id=enterprise_id)


# --- bulletins -----------------------------------------------------------------------------------------


@router.get("/bulletins", response={200: schemas.BulletinPage, **PROBLEMS})
def bulletin_list(request: HttpRequest, kind: Literal["", "daily", "weekly", "monthly"] = "") -> dict[str, Any]:
    """The newest 200 bulletins."""
    user = allowed(request, Permission.FIGURES_VIEW)
    rows = Bulletin.objects.select_related("made_by").filter(**({"kind": kind} if kind else {}))
    shown = [bulletins.bulletin_data(row) for row in rows[:BULLETINS_LISTED]]
    return {"items": shown, "may_make": user.may(Permission.BULLETIN_MAKE)}


@router.post("/bulletins", response={201: schemas.BulletinText, **PROBLEMS})
def bulletin_make(request: HttpRequest, body: schemas.BulletinIn) -> Status[dict[str, Any]]:
    """Write the bulletin of a day, week or month that is over."""
    user = allowed(request, Permission.BULLETIN_MAKE)
    row = bulletins.bulletin_make(kind=body.kind, day=body.day, actor=user, request=request)
    return Status(201, {**bulletins.bulletin_data(row), "blocks": row.blocks})


@router.get("/bulletins/{int:bulletin_id}", response={200: schemas.BulletinText, **PROBLEMS})
def bulletin_get(request: HttpRequest, bulletin_id: int) -> dict[str, Any]:
    """A bulletin to read."""
    allowed(request, Permission.FIGURES_VIEW)
    row = bulletins.bulletin_get(bulletin_id)
    return {**bulletins.bulletin_data(row), "blocks": row.blocks}


@router.get("/bulletins/{int:bulletin_id}/file", response={200: bytes, **PROBLEMS})
def bulletin_file(request: HttpRequest, bulletin_id: int, format: Literal["docx", "pdf"] = "docx") -> HttpResponse:
    """A bulletin as Word or PDF."""
    allowed(request, Permission.FIGURES_VIEW)
    row = bulletins.bulletin_get(bulletin_id)
    answer = HttpResponse(bulletins.bulletin_file(row, format), content_type=FORMATS[format])
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.title)}.{format}"
    answer.headers["Cache-Control"] = "no-store"
    return answer
