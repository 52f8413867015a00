"""Policies and their simulation over HTTP: edges only."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import AwareDatetime, Field

from anlan.domain.grades import Grade
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.accounts.models import User
from anlan.records.alarm_log.rows import iso, person_data
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.dispatch import selectors, services
from anlan.records.dispatch.choosing import rule_name
from anlan.records.dispatch.models import PolicyVersion, Team
from anlan.records.dispatch.people import target_name
from anlan.records.dispatch.policy import Rule
from anlan.records.dispatch.simulation import Simulation, Told, simulate
from anlan.records.sites.selectors import enterprise_get

router = Router(tags=["dispatch"])
V, E, P = Permission.POLICY_VIEW, Permission.POLICY_EDIT, Permission.POLICY_PUBLISH
TIME_MAX_S = 30 * 86400.0


class StepIn(StrictSchema):
    level: int = Field(ge=1, le=20)
    after_s: float = Field(gt=0, le=TIME_MAX_S)
    targets: list[str] = Field(min_length=1, max_length=20)
    says: str = Field(min_length=1, max_length=100)


class RuleIn(StrictSchema):
    """A rule; ``kind``, ``town``, ``enterprise`` and ``when`` empty = any."""

    grade: Literal["red", "orange", "yellow", "blue"]
    kind: Literal["", "process", "equipment"] = ""
    town: str = Field("", max_length=12)
    enterprise: int | None = Field(None, ge=1, le=2**31)
    when: Literal["", "night", "holiday", "holiday_night"] = ""
    first: list[str] = Field(min_length=1, max_length=20)
    inform: list[str] = Field([], max_length=20)
    channel: Literal["message", "call"] = "message"
    accept_within_s: float = Field(gt=0, le=TIME_MAX_S)
    arrive_within_s: float | None = Field(None, gt=0, le=TIME_MAX_S)
    report_within_s: float | None = Field(None, gt=0, le=TIME_MAX_S)
    handle_within_s: float = Field(gt=0, le=TIME_MAX_S)
    verify_within_s: float = Field(gt=0, le=TIME_MAX_S)
    repeat_every_s: float = Field(ge=60, le=TIME_MAX_S)
    night_factor: float = Field(1.0, gt=0, le=1)
    steps: list[StepIn] = Field(min_length=1, max_length=20)
    source: str = Field("", max_length=200)
    mark: str = Field("", max_length=4)
    note: str = Field("", max_length=500)


class DraftIn(StrictSchema):
    from_number: int = Field(ge=1, le=2**31)
    title: str = Field(min_length=2, max_length=200)


class RulesIn(StrictSchema):
    title: str = Field("", max_length=200)
    rules: list[RuleIn] = Field(min_length=1, max_length=500)


class PublishIn(StrictSchema):
    in_force_from: AwareDatetime | None = None
    reason: str = Field("", max_length=500)


class WhyIn(StrictSchema):
    reason: str = Field(min_length=2, max_length=200)


class SimulationIn(StrictSchema):
    """``version`` null asks what is in force at ``at``."""

    grade: Literal["red", "orange", "yellow", "blue"]
    kind: Literal["process", "equipment"] = "process"
    at: AwareDatetime
    version: int | None = Field(None, ge=1, le=2**31)


class TeamIn(StrictSchema):
    name: str = Field(min_length=1, max_length=64)
    members: list[int] = Field(min_length=1, max_length=100)


@router.get("/dispatch/versions", response={200: list[dict[str, Any]], **PROBLEMS})
def version_list(request: HttpRequest) -> list[dict[str, Any]]:
    """Every version, newest first; ``is_in_force`` marks the one that holds now."""
    user = allowed(request, V)
    now_in_force = selectors.book_at(clock.now()).version
    rows = PolicyVersion.objects.select_related("made_by", "published_by")
    return [_version(row, user, now_in_force) for row in rows]


@router.get("/dispatch/versions/{int:number}", response={200: dict[str, Any], **PROBLEMS})
def version_get(request: HttpRequest, number: int) -> dict[str, Any]:
    """One version with its rules."""
    user = allowed(request, V)
    return _full(selectors.version_get(number), user)


@router.get("/dispatch/versions/{int:number}/difference", response={200: list[dict[str, Any]], **PROBLEMS})
def version_difference(request: HttpRequest, number: int, against: int) -> list[dict[str, Any]]:
    """What changed from version ``against`` to this one."""
    allowed(request, V)
    return selectors.difference(selectors.version_get(against), selectors.version_get(number))


@router.post("/dispatch/versions", response={201: dict[str, Any], **PROBLEMS})
def draft_make(request: HttpRequest, body: DraftIn) -> tuple[int, dict[str, Any]]:
    """A draft with the rules of an earlier version."""
    user = allowed(request, E)
    draft = services.draft_make(actor=user, from_number=body.from_number, title=body.title, request=request)
    return 201, _full(draft, user)


@router.put("/dispatch/versions/{int:number}/rules", response={200: dict[str, Any], **PROBLEMS})
def draft_edit(request: HttpRequest, number: int, body: RulesIn) -> dict[str, Any]:
    """Replace the rules of a draft."""
    user = allowed(request, E)
    rules = [Rule.of_data(rule.dict()) for rule in body.rules]
    draft = services.draft_edit(actor=user, number=number, rules=rules, title=body.title, request=request)
    return _full(draft, user)


@router.post("/dispatch/versions/{int:number}/publish", response={200: dict[str, Any], **PROBLEMS})
def publish(request: HttpRequest, number: int, body: PublishIn) -> dict[str, Any]:
    """A second person puts a simulated draft in force."""
    user = allowed(request, P)
    version = services.publish(
        actor=user, number=number, in_force_from=_within_years(body.in_force_from), reason=body.reason, request=request
    )
    return _full(version, user)


@router.post("/dispatch/versions/{int:number}/roll-back", response={201: dict[str, Any], **PROBLEMS})
def roll_back(request: HttpRequest, number: int, body: WhyIn) -> tuple[int, dict[str, Any]]:
    """Put an earlier version's rules in force again, at once."""
    user = allowed(request, P)
    return 201, _full(services.roll_back(actor=user, number=number, reason=body.reason, request=request), user)


@router.post("/enterprises/{int:enterprise_id}/dispatch-simulation", response={200: dict[str, Any], **PROBLEMS})
def simulation(request: HttpRequest, enterprise_id: int, body: SimulationIn) -> dict[str, Any]:
    """Who would be told if this alarm came at ``at`` and nobody moved: who, which way, when, why."""
    user = allowed(request, V)
    enterprise = enterprise_get(for_user=user, enterprise_id=enterprise_id)
    at = _within_years(body.at)
    assert at is not None
    if body.version is None:
        book = selectors.book_at(at)
    else:
        book = selectors.book_of(selectors.version_get(body.version))
        if user.may(E) or user.may(P):
            services.simulated(number=body.version)
    return _simulation(simulate(book=book, grade=Grade(body.grade), kind=body.kind, enterprise=enterprise, at=at))


@router.get("/dispatch/teams", response={200: list[dict[str, Any]], **PROBLEMS})
def team_list(request: HttpRequest) -> list[dict[str, Any]]:
    """Teams that rules may name."""
    allowed(request, V)
    return [_team(team) for team in Team.objects.prefetch_related("members")]


@router.put("/dispatch/teams", response={200: dict[str, Any], **PROBLEMS})
def team_set(request: HttpRequest, body: TeamIn) -> dict[str, Any]:
    """Make a team, or change who is in it."""
    user = allowed(request, E)
    return _team(services.team_set(actor=user, name=body.name, members=body.members, request=request))


def _team(team: Team) -> dict[str, Any]:
    return {"name": team.name, "members": [person_data(one) for one in team.members.all()]}


def _within_years(instant: datetime | None) -> datetime | None:
    if instant is not None and not 2000 <= instant.year <= 2200:
        raise Invalid(fields={"at": "时间不合理。"})
    return instant


def _version(row: PolicyVersion, user: User, in_force: int) -> dict[str, Any]:
    return {
        "number": row.number, "title": row.title, "state": row.state, "state_name": row.get_state_display(),
        "is_in_force": row.number == in_force, "made_from": row.made_from, "made_by": person_data(row.made_by),
        "made_at": iso(row.made_at), "simulated_at": iso(row.simulated_at),
        "published_by": person_data(row.published_by), "published_at": iso(row.published_at),
        "in_force_from": iso(row.in_force_from), "rule_count": len(row.rules),
        "why_not_publish": services.why_not_publish(row, user) or None,
    }  # fmt: skip


def _full(row: PolicyVersion, user: User) -> dict[str, Any]:
    rules = [{**rule, "name": rule_name(Rule.of_data(rule))} for rule in row.rules]
    names = {target: target_name(target) for rule in row.rules for target in [*rule["first"], *rule["inform"]]}
    return {**_version(row, user, selectors.book_at(clock.now()).version), "rules": rules, "target_names": names}


def _simulation(found: Simulation) -> dict[str, Any]:
    policy = found.policy
    return {
        "version": policy.version, "rule": policy.rule, "why": policy.why, "is_night": policy.is_night,
        "accept_within_s": policy.accept_within_s, "arrive_within_s": policy.arrive_within_s,
        "report_within_s": policy.report_within_s, "handle_within_s": policy.handle_within_s,
        "verify_within_s": policy.verify_within_s,
        "charged": person_data(found.charged.person) if found.charged else None,
        "lines": [_line(line) for line in found.lines],
    }  # fmt: skip


def _line(line: Told) -> dict[str, Any]:
    return {
        "at": iso(line.at), "level": line.level, "person": person_data(line.call.person), "reason": line.call.reason,
        "channel": line.call.channel, "because": line.call.pick.because, "why": line.why,
    }  # fmt: skip
