"""Access rows of figures, indices, bulletins and the leader's page."""

from datetime import timedelta

from anlan.records.accounts.choices import Permission
from anlan.records.core import clock
from anlan.records.figures.bulletins import bulletin_make
from anlan.records.figures.formulas import indices
from anlan.records.figures.models import Bulletin
from tests.contract.access import Place, Route, World

P = Permission

#: No draft to publish, or made before.
NOT_NOW = frozenset({409})


def bulletin(world: World, place: Place) -> dict[str, object]:
    yesterday = clock.today() - timedelta(days=1)
    made = Bulletin.objects.filter(kind="daily").first() or bulletin_make(kind="daily", day=yesterday)
    return {"bulletin_id": made.pk}


def formula(world: World, place: Place) -> dict[str, object]:
    return {"title": "示例", "terms": [term.data() for term in indices()["control_capability"].terms]}


def index(world: World, place: Place) -> dict[str, object]:
    return {"key": "control_capability"}


ROUTES = [
    Route("GET", "/api/leader", P.FIGURES_VIEW),
    Route("GET", "/api/figures", P.FIGURES_VIEW),
    Route("GET", "/api/figures/{key}", P.FIGURES_VIEW, lambda w, p: {"key": "hazards_found"}, is_scoped=False),
    Route("GET", "/api/indices", P.FIGURES_VIEW),
    Route("GET", "/api/index-sources", P.FORMULA_EDIT),
    Route("GET", "/api/indices/{key}", P.FIGURES_VIEW, index, is_scoped=False),
    Route("PUT", "/api/indices/{key}/draft", P.FORMULA_EDIT, index, body=formula, is_scoped=False),
    Route("POST", "/api/indices/{key}/versions/{number}/publish", P.FORMULA_PUBLISH,
          lambda w, p: {**index(w, p), "number": 1}, is_scoped=False, may_answer=NOT_NOW),
    Route("GET", "/api/enterprises/{enterprise_id}/score", P.SITE_VIEW,
          lambda w, p: {"enterprise_id": p.enterprise.pk}),
    Route("GET", "/api/bulletins", P.FIGURES_VIEW),
    Route("POST", "/api/bulletins", P.BULLETIN_MAKE,
          body=lambda w, p: {"kind": "weekly", "day": "2026-01-05"}, may_answer=NOT_NOW),
    Route("GET", "/api/bulletins/{bulletin_id}", P.FIGURES_VIEW, bulletin, is_scoped=False),
    Route("GET", "/api/bulletins/{bulletin_id}/file", P.FIGURES_VIEW, bulletin, is_scoped=False),
]  # fmt: skip
