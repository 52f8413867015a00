"""Trying a draft on history, over HTTP: edges only."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.alarm_log.rows import iso, person_data
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.rules import selectors, trials
from anlan.records.rules.models import RuleTrial
from anlan.web.rule_trials import runner

router = Router(tags=["rules"])
VIEW = Permission.RULE_VIEW


class RuleTrialIn(StrictSchema):
    days: int


class RuleTrialOut(Schema):
    """``result`` is null until it is done; see ``records.rules.trials``."""

    id: int
    version_id: int
    days: int
    state: str
    progress: float
    readings: int
    asked_by: dict[str, Any] | None
    asked_at: str | None
    ended_at: str | None
    problem: str
    is_of_this_text: bool
    result: dict[str, Any] | None


@router.post("/rules/versions/{int:version_id}/trials", response={201: RuleTrialOut, **PROBLEMS})
def trial_begin(request: HttpRequest, version_id: int, body: RuleTrialIn) -> tuple[int, dict[str, Any]]:
    """Try a draft on the last 7, 30 or 90 days; runs on its own, ask for its progress."""
    user = allowed(request, VIEW)
    version = selectors.version_get(version_id, for_user=user)
    trial = trials.trial_begin(actor=user, version=version, days=body.days, request=request)
    try:
        runner.start(trial)
    except OSError as error:
        trials.trial_fail(trial.pk, f"推演进程无法启动：{error}")
    trial.refresh_from_db()
    return 201, _shown(trial)


@router.get("/rules/versions/{int:version_id}/trials", response={200: list[RuleTrialOut], **PROBLEMS})
def trial_list(request: HttpRequest, version_id: int) -> list[dict[str, Any]]:
    """The latest trials of a version, newest first."""
    user = allowed(request, VIEW)
    version = selectors.version_get(version_id, for_user=user)
    return [_shown(trials.trial_get(pk, for_user=user)) for pk in version.trials.values_list("pk", flat=True)[:5]]


@router.post("/rules/trials/{int:trial_id}/cancel", response={200: RuleTrialOut, **PROBLEMS})
def trial_cancel(request: HttpRequest, trial_id: int) -> dict[str, Any]:
    """Stop a running trial."""
    user = allowed(request, VIEW)
    trial = trials.trial_cancel(actor=user, trial=trials.trial_get(trial_id, for_user=user), request=request)
    runner.stop(trial.pk)
    return _shown(trial)


def _shown(trial: RuleTrial) -> dict[str, Any]:
    plain = ("id", "version_id", "days", "state", "progress", "readings", "problem", "result")
    return {
        **{name: getattr(trial, name) for name in plain},
        "asked_by": person_data(trial.asked_by), "asked_at": iso(trial.asked_at), "ended_at": iso(trial.ended_at),
        "is_of_this_text": trial.content_edited_at == trial.version.edited_at,
    }  # fmt: skip
