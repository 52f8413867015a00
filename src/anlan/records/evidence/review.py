"""Going through what cameras raised: alarms with their evidence and verdicts, and how good each scene is."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.alarm_log.models import Alarm
from anlan.records.core import clock
from anlan.records.evidence.choices import Rendition
from anlan.records.evidence.models import Evidence, Verdict
from anlan.records.evidence.selectors import LOOK_BACK, judged_of, lately, weekly
from anlan.records.sites.models import Scene
from anlan.records.sites.selectors import scene_list

#: Weeks shown per scene.
WEEKS = 12


def camera_alarm_list(
    *,
    for_user: User,
    scene: int | None = None,
    behaviour: str = "",
    enterprise: int | None = None,
    judgement: str = "",
    from_at: datetime | None = None,
    to_at: datetime | None = None,
) -> QuerySet[Any]:
    """Alarms of scenes in the reader's scope, newest first; each with ``judgement``, that of its newest verdict.

    ``judgement``: true, false, unclear, ``none`` for those nobody judged, or empty for all.
    """
    newest = Verdict.objects.filter(alarm=OuterRef("pk")).order_by("-id").values("judgement")[:1]
    rows = Scope.of(for_user).filter(Alarm.objects.filter(point__scene__isnull=False))
    rows = rows.annotate(judgement=Subquery(newest))
    wanted = {
        "point__scene": scene,
        "point__scene__behaviour": behaviour or None,
        "enterprise": enterprise,
        "raised_at__gte": from_at,
        "raised_at__lte": to_at,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if judgement:
        rows = rows.filter(judgement__isnull=True) if judgement == "none" else rows.filter(judgement=judgement)
    return rows.order_by("-raised_at", "-id")


def with_evidence(rows: QuerySet[Any]) -> QuerySet[Alarm]:
    """The same alarms with scene, camera, blurred pieces (``pieces``) and verdicts fetched along."""
    pieces = Evidence.objects.filter(rendition=Rendition.BLURRED, removed_at=None).select_related("attachment")
    return rows.select_related("enterprise", "point__scene__camera__enterprise").prefetch_related(
        Prefetch("evidence", pieces, to_attr="pieces"),
        Prefetch("verdicts", Verdict.objects.select_related("by").order_by("id")),
    )


def judgement_counts(rows: QuerySet[Any]) -> dict[str, int]:
    """How many of these alarms were judged how; ``none``: not yet."""
    found: Counter[str] = Counter()
    for judgement, count in rows.order_by().values_list("judgement").annotate(Count("id")):
        found[judgement or "none"] += count
    return dict(found)


def scenes_reviewed(*, for_user: User, behaviour: str = "", enterprise: int | None = None) -> QuerySet[Scene]:
    """Scenes that raised something in the last 30 days, the busiest first, with ``raised`` alarms."""
    since = clock.now() - LOOK_BACK
    rows = scene_list(for_user=for_user).select_related("camera__enterprise")
    if behaviour:
        rows = rows.filter(behaviour=behaviour)
    if enterprise is not None:
        rows = rows.filter(camera__enterprise=enterprise)
    raised = Count("point__alarms", filter=Q(point__alarms__raised_at__gte=since))
    return rows.annotate(raised=raised).filter(raised__gt=0).order_by("-raised", "id")


def scene_worth(scenes: list[Any]) -> list[dict[str, Any]]:
    """For each of these scenes its precision, its weeks and what to try; two queries however many there are."""
    judged = judged_of(scenes)
    return [
        {
            "scene": scene,
            "raised": scene.raised,
            **lately(scene, judged[scene.pk]),
            "weeks": weekly(judged[scene.pk])[-WEEKS:],
        }
        for scene in scenes
    ]
