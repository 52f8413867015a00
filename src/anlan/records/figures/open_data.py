"""What the county publishes about itself: listings, the formulas towns are ranked by, and the rule of rewards.

No account, no JavaScript; the same as JSON for whoever wants to compute with it. Nothing here names a person, and a
formula that is a draft is not there.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anlan.records.figures import formulas, indices
from anlan.records.figures.measured import sources
from anlan.records.places.county import county
from anlan.records.registers.listings.models import Listing
from anlan.records.registers.listings.views import published_rows
from anlan.records.registers.tips.reward import rule

#: A page may be old by so much; it is the same for everybody.
FRESH_S = 300
GRADES = {"ordinary": "一般事故", "larger": "较大事故", "major": "重大事故", "extra_major": "特别重大事故"}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The page."""
    shown = {**content(), "grades": _per_death(), "share_percent": round(100 * rule()["fine_share"])}
    return _kept(render(request, "figures/open_data.html", shown))


@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    """The same for programs."""
    return _kept(JsonResponse(content(), json_dumps_params={"ensure_ascii": False}))


def _kept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = f"public, max-age={FRESH_S}"
    return answer


def content() -> dict[str, Any]:
    """Everything that is published, as plain values."""
    shown = published_rows()
    return {
        "county": county().name,
        "listings": [_listing(one) for one in shown["open"]],
        "delisted": [_listing(one) for one in shown["struck"]],
        "formulas": [_formula(index) for index in formulas.indices().values()],
        "reward": rule(),
    }


def _listing(one: Listing) -> dict[str, Any]:
    place = one.enterprise or one.town
    return {
        "unit": place.name if place is not None else "",
        "matter": one.title,
        "level": one.get_level_display(),
        "listed_on": one.listed_on,
        "deadline": one.deadline,
        "delisted_on": one.delisted_on,
        "department": one.supervising_dept,
        "published_at": one.published_at,
    }


def _formula(index: formulas.Index) -> dict[str, Any]:
    version = indices.version_get(index)
    return {
        "name": index.label,
        "name_en": index.en,
        "version": version.number,
        "published_on": version.published_at.date() if version.published_at else None,
        "terms": [_term(term) for term in indices.terms_of(version)],
    }


def _term(term: formulas.Term) -> dict[str, Any]:
    """One line of a formula, its figures by the names that officials see."""
    named = sources()
    paths = {"part": term.part, "whole": term.whole}
    names = {key: named[path].label if path in named else path for key, path in paths.items()}
    names |= {f"{key}_en": named[path].en if path in named else path for key, path in paths.items()}
    return {
        "label": term.label,
        "label_en": term.en,
        "weight": term.weight,
        **names,
        "worst": term.worst,
        "best": term.best,
        "source": term.source,
        "mark": term.mark,
    }


def _per_death() -> list[tuple[str, int]]:
    return [(GRADES[grade], yuan) for grade, yuan in rule()["per_death_yuan"].items()]
