"""What a draft would have done: begun by a person, run elsewhere, told here step by step, held against the verdicts.

Records do not import the alarms engine; the process that runs a trial is started by the web process
(``anlan.web.rule_trials``), which calls the commands below.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db import transaction

from anlan.domain.clock import from_ms, to_ms
from anlan.domain.trial_score import Fired, Recorded, Tally, score
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid, NotFound
from anlan.records.core.locks import lock_names
from anlan.records.rules.choices import TRIAL_DAYS, TRIAL_SILENT, TrialState, VersionState
from anlan.records.rules.models import RuleTrial, RuleVersion
from anlan.records.rules.selectors import version_get
from anlan.records.rules.verdicts import recorded
from anlan.records.sites.models import Enterprise, Point

#: Rules that a point decides alone.
OWN_RULES = ("limit", "rate_of_change", "stuck", "offline", "fault")
#: Missed alarms that are named.
MISSED_SHOWN = 50

#: Point, raised at, until; event time in ms.
Raise = tuple[int, int, int]


@transaction.atomic
def trial_begin(*, actor: User, version: RuleVersion, days: int, request: Any = None) -> RuleTrial:
    """Note that a draft is being tried; one at a time on the whole platform.

    Raises:
        Invalid: another number of days than the offered ones.
        Conflict: no draft, or another trial is running.
    """
    if days not in TRIAL_DAYS:
        raise Invalid(fields={"days": f"请选择 {'、'.join(map(str, TRIAL_DAYS))} 天。"})
    if version.state != VersionState.DRAFT:
        raise Conflict("只能推演草稿。", code="wrong_state")
    lock_names(["rules.trial"])
    running = RuleTrial.objects.select_related("asked_by").filter(state=TrialState.RUNNING)
    for other in running.filter(beat_at__gte=clock.now() - TRIAL_SILENT):
        raise Conflict(f"{other.asked_by.name} 正在推演另一份草稿，请等它结束后再试。", code="busy")
    _close(running, "推演进程已中断，请重新推演。")
    now = clock.now()
    trial = RuleTrial.objects.create(
        version=version, days=days, asked_by=actor, asked_at=now, beat_at=now, content_edited_at=version.edited_at
    )
    audit_write(actor=actor, action="rule.tried", target=version, changes={"days": days}, request=request)
    return trial


def _close(rows: Any, problem: str) -> None:
    rows.update(state=TrialState.FAILED, problem=problem, ended_at=clock.now())


def trial_get(trial_id: int, *, for_user: User) -> RuleTrial:
    """One trial; a running one that has long been silent is closed as interrupted.

    Raises:
        NotFound: not there, or its version is not in scope.
    """
    trial = RuleTrial.objects.filter(pk=trial_id).first()
    if trial is None:
        raise NotFound
    version_get(trial.version_id, for_user=for_user)
    if trial.state == TrialState.RUNNING and trial.beat_at < clock.now() - TRIAL_SILENT:
        _close(RuleTrial.objects.filter(pk=trial.pk, state=TrialState.RUNNING), "推演进程已中断，请重新推演。")
        trial.refresh_from_db()
    return trial


def trial_beat(trial_id: int, *, progress: float, readings: int) -> bool:
    """It is alive and this far; False when somebody cancelled it meanwhile, so the process should end."""
    rows = RuleTrial.objects.filter(pk=trial_id, state=TrialState.RUNNING)
    return bool(rows.update(progress=progress, readings=readings, beat_at=clock.now()))


@transaction.atomic
def trial_cancel(*, actor: User, trial: RuleTrial, request: Any = None) -> RuleTrial:
    """Stop it; what it found so far is not kept.

    Raises:
        Conflict: it has ended.
    """
    rows = RuleTrial.objects.filter(pk=trial.pk, state=TrialState.RUNNING)
    if not rows.update(state=TrialState.CANCELLED, ended_at=clock.now()):
        raise Conflict("该推演已经结束。", code="wrong_state")
    audit_write(actor=actor, action="rule.trial_cancelled", target=trial.version, request=request)
    trial.refresh_from_db()
    return trial


def trial_fail(trial_id: int, problem: str) -> None:
    """It could not be run; ``problem`` is shown."""
    _close(RuleTrial.objects.filter(pk=trial_id, state=TrialState.RUNNING), problem[:300])


def window_ms(trial: RuleTrial) -> tuple[int, int]:
    """From and to, in ms: whole days back from when it was asked for."""
    ends = to_ms(trial.asked_at)
    return ends - trial.days * 86_400_000, ends


@transaction.atomic
def trial_done(
    trial_id: int, *, points: Iterable[int], before: list[Raise], after: list[Raise], covered_to_ms: int,
    readings: int, stopped: str = "",
) -> None:  # fmt: skip
    """Keep what both rule sets fired, held against the verdicts; the draft counts as tried unless it was edited."""
    trial = RuleTrial.objects.select_for_update(of=("self",)).select_related("version").get(pk=trial_id)
    if trial.state != TrialState.RUNNING:
        return
    begins_ms, _ = window_ms(trial)
    said = recorded(points, from_ms(begins_ms), from_ms(covered_to_ms), _rules_of(trial.version))
    trial.result = {
        "from_ms": begins_ms, "to_ms": covered_to_ms, "stopped": stopped, "points": len(list(points)),
        "recorded": len(said), **_result(before, after, said),
    }  # fmt: skip
    trial.state, trial.progress, trial.readings = TrialState.DONE, 1.0, readings
    trial.ended_at = trial.beat_at = clock.now()
    trial.save()
    RuleVersion.objects.filter(pk=trial.version_id, state=VersionState.DRAFT, edited_at=trial.content_edited_at).update(
        tried_at=trial.ended_at
    )


def _rules_of(version: RuleVersion) -> tuple[str, ...]:
    return (version.content["rule"],) if version.target.startswith("group:") else OWN_RULES


def _result(before: list[Raise], after: list[Raise], said: list[Recorded]) -> dict[str, Any]:
    tallies = [score((Fired(*one) for one in fired), said) for fired in (before, after)]
    owners = dict(Point.objects.filter(pk__in={*tallies[0], *tallies[1]}).values_list("pk", "enterprise_id"))
    per_site = [_per_site(found, owners) for found in tallies]
    names = dict(Enterprise.objects.filter(pk__in=owners.values()).values_list("pk", "name"))
    rows = [
        {"enterprise_id": pk, "name": names.get(pk, ""),
         "before": _shown(per_site[0][pk]), "after": _shown(per_site[1][pk])}
        for pk in sorted({*per_site[0], *per_site[1]}, key=lambda pk: -per_site[1][pk].fired)
    ]  # fmt: skip
    totals = [_total(found.values()) for found in tallies]
    lost = set(totals[1].missed_ids) - set(totals[0].missed_ids)
    return {"before": _shown(totals[0]), "after": _shown(totals[1]), "enterprises": rows,
            "newly_missed": sorted(lost)[:MISSED_SHOWN]}  # fmt: skip


def _per_site(found: dict[int, Tally], owners: dict[int, int]) -> dict[int, Tally]:
    sites = defaultdict[int, Tally](Tally)
    for point, tally in found.items():
        sites[owners.get(point, 0)].add(tally)
    return sites


def _total(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def _shown(tally: Tally) -> dict[str, int]:
    return {name: value for name, value in asdict(tally).items() if name != "missed_ids"}
