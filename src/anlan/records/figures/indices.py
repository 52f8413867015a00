"""Indices: which formula is in force, the ranking it gives, and commands on its versions."""

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.alarm_log.rows import iso, person_data
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid, NotFound
from anlan.records.core.locks import lock_names
from anlan.records.figures import formulas
from anlan.records.figures.formulas import Index, Judged, Term
from anlan.records.figures.measured import SECRET, Only, Source, sources
from anlan.records.figures.models import FormulaVersion
from anlan.records.figures.questions import Asked
from anlan.records.places.models import Town
from anlan.records.sites.models import Enterprise

#: Computed and sent at once; a county asks by town beyond.
ENTERPRISES_MAX = 500


def index_get(key: str) -> Index:
    """One index.

    Raises:
        NotFound: no such index.
    """
    found = formulas.indices().get(key)
    if found is None:
        raise NotFound("没有这项指数，请核对地址。")
    return found


def versions(index: Index) -> list[FormulaVersion]:
    """All versions, newest first; the shipped one is the last and no row."""
    rows = FormulaVersion.objects.filter(index=index.key).select_related("made_by", "published_by")
    return [*rows, _shipped(index)]


def _shipped(index: Index) -> FormulaVersion:
    return FormulaVersion(index=index.key, number=1, title="随平台提供", terms=[term.data() for term in index.terms])


def version_get(index: Index, number: int | None = None) -> FormulaVersion:
    """One version; without a number the one in force.

    Raises:
        NotFound: no such version.
    """
    wanted = (one for one in versions(index) if (is_in_force(one) if number is None else one.number == number))
    found = next(wanted, None)
    if found is None:
        raise NotFound("没有这一版公式。")
    return found


def is_in_force(version: FormulaVersion) -> bool:
    """True for any that is or was in force: the newest of them counts."""
    return version.published_at is not None or version.number == 1


def terms_of(version: FormulaVersion) -> list[Term]:
    """The formula of a version."""
    return [Term(**term) for term in version.terms]


def version_data(version: FormulaVersion) -> dict[str, Any]:
    """As the API gives it; ``state`` is shipped, draft or published."""
    state = "shipped" if version.pk is None else "published" if version.published_at else "draft"
    return {
        "number": version.number, "title": version.title, "state": state, "terms": version.terms,
        "made_by": person_data(version.made_by), "made_at": iso(version.made_at) if version.pk else None,
        "published_by": person_data(version.published_by), "published_at": iso(version.published_at),
    }  # fmt: skip


def standing(terms: list[Term], asked: Asked, subject: str = "town", only: Only = None) -> list[Judged]:
    """All towns, or the enterprises ``only`` of, by a formula, computed from the rows as they are now."""
    known = sources()
    needed = {name for term in terms for name in (term.part, term.whole) if name}
    numbers = {name: known[name].by(asked, subject, only) for name in needed if name in known}
    keys = Town.objects.values_list("pk", flat=True) if only is None else [str(pk) for pk in sorted(only)]
    return formulas.ranked(
        formulas.judge(terms, key, {name: counts.get(key, 0) for name, counts in numbers.items()}) for key in keys
    )


def ranking(index: Index, *, asked: Asked, number: int | None = None, for_user: User | None = None) -> dict[str, Any]:
    """The ranking by a version (without one: in force), every part with its inputs and what lists their rows.

    Towns are all compared; of enterprises those within the reader's scope, at most :data:`ENTERPRISES_MAX`.
    """
    version, known = version_get(index, number), sources()
    terms = terms_of(version)
    names = town_names() if index.subject == "town" else _enterprise_names(for_user, asked)
    only = None if index.subject == "town" else frozenset(int(key) for key in names)
    ranks = standing(terms, asked, index.subject, only)
    rows = [_row(one, terms, names, known, asked, index.subject) for one in ranks]
    total = sum(term.weight for term in terms)
    return {
        "key": index.key, "label": index.label, "en": index.en, "subject": index.subject,
        "version": version_data(version), "rows": rows,
        "total_weight": total, "judged_min": formulas.JUDGED_MIN * total, "as_of": iso(clock.now()),
        "since": asked.since.isoformat() if asked.since else None,
        "until": asked.until.isoformat() if asked.until else None,
    }  # fmt: skip


def _enterprise_names(reader: User | None, asked: Asked) -> dict[str, str]:
    rows = Scope.of(reader).filter(Enterprise.objects.filter(is_active=True), prefix="")
    rows = rows.filter(town=asked.town) if asked.town else rows
    rows = rows.filter(field=asked.field) if asked.field else rows
    return {
        str(pk): short or name for pk, short, name in rows.values_list("pk", "short_name", "name")[:ENTERPRISES_MAX]
    }


def not_secret() -> dict[str, Source]:
    """What the score of an enterprise may read."""
    return {name: one for name, one in sources().items() if one.register is None or one.register.name not in SECRET}


def town_names() -> dict[str, str]:
    """``{code: name}``."""
    return dict(Town.objects.values_list("pk", "name"))


def _row(
    one: Judged, terms: list[Term], names: dict[str, str], known: dict[str, Source], asked: Asked, subject: str
) -> dict[str, Any]:
    parts = []
    for term, part in zip(terms, one.parts, strict=True):
        links = [known[name].link(subject, one.town, asked) for name in (term.part, term.whole) if name in known]
        parts.append({**part, "links": links})
    return {**asdict(one), "town_name": names[one.town], "parts": parts}


# --- commands ------------------------------------------------------------------------------------------


@transaction.atomic
def draft_save(
    index: Index, *, actor: User, title: str, terms: list[dict[str, Any]], request: HttpRequest | None = None
) -> FormulaVersion:
    """Begin a draft, or put these terms in the place of the draft's: an index has one draft at a time.

    Raises:
        Invalid: a formula that cannot be computed.
    """
    wanted = [Term(**term) for term in terms]
    known = sources() if index.subject == "town" else not_secret()
    if wrong := formulas.problems(wanted, known):
        raise Invalid(fields={"terms": " ".join(wrong[:10])})
    lock_names([f"formula.{index.key}"])
    newest = FormulaVersion.objects.filter(index=index.key).aggregate(Max("number"))["number__max"] or 1
    draft = FormulaVersion.objects.filter(index=index.key, published_at=None).first()
    draft = draft or FormulaVersion(index=index.key, number=newest + 1)
    draft.title, draft.terms = title.strip(), [term.data() for term in wanted]
    draft.made_by, draft.made_at = actor, clock.now()
    draft.save()
    audit_write(actor=actor, action="formula.drafted", target=draft, changes={"terms": draft.terms}, request=request)
    return draft


def why_not_publish(version: FormulaVersion, actor: Any) -> str:
    """Why ``actor`` cannot publish this version; empty when they can."""
    if version.pk is None or version.published_at is not None:
        return "该版本已经发布。"
    if version.made_by_id == actor.pk:
        return "起草人不能发布本人起草的公式，请由另一人发布。"
    return ""


@transaction.atomic
def publish(index: Index, *, actor: User, number: int, request: HttpRequest | None = None) -> FormulaVersion:
    """A second person puts a draft in force.

    Raises:
        NotFound, Conflict: not there, published already, or one's own.
    """
    lock_names([f"formula.{index.key}"])
    version = version_get(index, number)
    if why := why_not_publish(version, actor):
        raise Conflict(why, code="wrong_state")
    version.published_by, version.published_at = actor, clock.now()
    version.save()
    changes = {"number": number, "terms": version.terms}
    audit_write(actor=actor, action="formula.published", target=version, changes=changes, request=request)
    return version
