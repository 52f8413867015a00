"""Questions about evidence and verdicts; every one takes its reader."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from anlan.domain.rule_set import rules_for
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User
from anlan.records.alarm_log.models import Alarm
from anlan.records.alarm_log.selectors import alarm_get
from anlan.records.core import clock
from anlan.records.core.errors import Forbidden, NotFound
from anlan.records.evidence.choices import Judgement, Rendition
from anlan.records.evidence.models import Evidence, Verdict
from anlan.records.sites.models import Scene

#: Verdicts of this long speak for a scene's present worth, and so many of them are needed.
LOOK_BACK = timedelta(days=30)
JUDGED_MIN = 5
#: Below this share of true alarms, people stop looking.
PRECISION_WANTED = 0.5
#: False alarms that stay within this share of the set point would not have been with a higher one.
NEAR = 0.2
#: How much longer a delay is tried than the false alarms last.
DELAY_MARGIN = 1.5


@dataclass(frozen=True, slots=True)
class Judged:
    """An alarm and the verdict that counts."""

    alarm: Alarm
    judgement: str


def evidence_list(*, for_user: User, alarm_id: int) -> list[Evidence]:
    """Pieces of one alarm that this reader may see.

    Raises:
        NotFound: no such alarm in scope.
    """
    alarm = alarm_get(for_user=for_user, alarm_id=alarm_id)
    rows = alarm.evidence.filter(removed_at=None).select_related("attachment")
    if not for_user.may(Permission.EVIDENCE_ORIGINAL):
        rows = rows.filter(rendition=Rendition.BLURRED)
    return list(rows)


def evidence_get(*, for_user: User, evidence_id: int) -> Evidence:
    """One piece whose file is still there.

    Raises:
        NotFound: not there, destroyed, or its alarm is out of scope.
        Forbidden: it is an original and the reader's role does not include those.
    """
    row = Evidence.objects.select_related("attachment", "alarm").filter(pk=evidence_id, removed_at=None).first()
    if row is None:
        raise NotFound
    alarm_get(for_user=for_user, alarm_id=row.alarm_id)
    if row.rendition == Rendition.ORIGINAL and not for_user.may(Permission.EVIDENCE_ORIGINAL):
        raise Forbidden("您的角色无权查看未打码影像，请使用已打码版本。")
    return row


def verdict_list(alarm: Alarm) -> list[Verdict]:
    """All verdicts on one alarm, oldest first; the last one counts."""
    return list(alarm.verdicts.select_related("by"))


def precision_weekly(scene: Scene) -> list[dict[str, Any]]:
    """Per week of the alarms (its Monday, Shanghai): how many were judged how, and the share of true ones."""
    return weekly(judged_of([scene])[scene.pk])


def precision_now(scene: Scene) -> dict[str, Any]:
    """Counts and precision of the last 30 days, and what to try when it is low."""
    return lately(scene, judged_of([scene])[scene.pk])


def judged_of(scenes: Sequence[Scene], since: datetime | None = None) -> dict[int, list[Judged]]:
    """For each scene its judged alarms, each once with its newest verdict."""
    rows = Verdict.objects.filter(scene__in=scenes).select_related("alarm").order_by("id")
    if since is not None:
        rows = rows.filter(alarm__raised_at__gte=since)
    newest = {row.alarm_id: row for row in rows}
    found: dict[int, list[Judged]] = {scene.pk: [] for scene in scenes}
    for row in newest.values():
        found[row.scene_id].append(Judged(row.alarm, row.judgement))
    return found


def weekly(judged: Iterable[Judged]) -> list[dict[str, Any]]:
    """Counts and precision per week, named by its Monday."""
    weeks: dict[str, list[str]] = {}
    for one in judged:
        day = one.alarm.raised_at.astimezone(clock.LOCAL).date()
        weeks.setdefault((day - timedelta(days=day.weekday())).isoformat(), []).append(one.judgement)
    return [{"week": week, **_counted(judgements)} for week, judgements in sorted(weeks.items())]


def lately(scene: Scene, judged: Iterable[Judged]) -> dict[str, Any]:
    """Counts, precision and suggestion from what of ``judged`` is of the last 30 days."""
    recent = [one for one in judged if one.alarm.raised_at >= clock.now() - LOOK_BACK]
    counted = _counted(one.judgement for one in recent)
    return {**counted, "suggestion": _suggestion(scene, counted, recent)}


def _counted(judgements: Iterable[str]) -> dict[str, Any]:
    count = Counter(judgements)
    true, false = count[Judgement.TRUE], count[Judgement.FALSE]
    precision = round(true / (true + false), 3) if true + false else None
    return {"true": true, "false": false, "unclear": count[Judgement.UNCLEAR], "precision": precision}


def _suggestion(scene: Scene, counted: dict[str, Any], recent: list[Judged]) -> dict[str, Any] | None:
    """What to try first, with the numbers it rests on: a longer delay for short false alarms, a higher limit for weak
    ones, else a mask."""
    if counted["true"] + counted["false"] < JUDGED_MIN or counted["precision"] >= PRECISION_WANTED:
        return None
    false = [judged.alarm for judged in recent if judged.judgement == Judgement.FALSE]
    true = [judged.alarm for judged in recent if judged.judgement == Judgement.TRUE]
    longest_s, shortest_true_s = max(map(_lasted_s, false)), min(map(_lasted_s, true), default=None)
    peaks = [alarm.peak_value for alarm in false if alarm.peak_value is not None]
    limit = next((alarm.set_point for alarm in false if alarm.set_point), None)
    numbers = {
        "judged": len(false) + len(true),
        "false": len(false),
        "false_longest_s": round(longest_s),
        "true_shortest_s": None if shortest_true_s is None else round(shortest_true_s),
        "false_peak_median": median(peaks) if peaks else None,
        "false_peak_highest": max(peaks, default=None),
        "set_point": limit,
    }
    if (shortest_true_s is None or longest_s < shortest_true_s) and longest_s < _most_delay_s(scene):
        wait_s = round(longest_s * DELAY_MARGIN)
        text = f"误报最长只持续 {longest_s:.0f} 秒，建议将报警延时增加约 {wait_s} 秒。"
        return {"kind": "delay", "text": text, "numbers": numbers | {"delay_more_s": wait_s}}
    if limit and peaks and max(peaks) <= limit * (1 + NEAR):
        text = f"误报峰值中位数 {median(peaks):g}，接近设定值 {limit:g}，建议将设定值提高到 {max(peaks):g} 以上。"
        return {"kind": "threshold", "text": text, "numbers": numbers}
    text = "误报持续且数值明显，建议查看误报画面，在固定误识别处添加屏蔽区域或重画识别区域。"
    return {"kind": "mask", "text": text, "numbers": numbers}


def _lasted_s(alarm: Alarm) -> float:
    end = alarm.cleared_at or clock.now()
    return (end - alarm.raised_at).total_seconds()


def _most_delay_s(scene: Scene) -> float:
    """A delay is worth having up to twice the kind's own, or a minute: beyond that it hides what is to be seen."""
    rules = rules_for(scene.point.kind)
    own = max((limit.on_delay_s for limit in rules.limits), default=0.0) if rules else 0.0
    return max(60.0, 2 * own)
