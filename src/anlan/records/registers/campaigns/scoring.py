"""The process assessment 过程考核: a published formula over the tasks of each unit.

``score = 100 × (a·done + b·on_time + c·reported) / (a + b + c) − d·returned``, not below 0, where ``done`` is the share
of tasks accepted, ``on_time`` the share of those that were not late, ``reported`` the share of tasks on which progress
was reported at least once, ``returned`` how often an acceptance was refused; a, b, c, d are columns of the campaign.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum


@dataclass(frozen=True)
class Score:
    """One unit's standing; equal scores share a rank."""

    unit: str
    tasks: int
    done: int
    late: int
    reported: int
    returned: int
    score: float
    rank: int = 0


def formula_text(campaign: Any) -> str:
    """The formula with this campaign's numbers in it, as it is published."""
    return (
        f"得分 = 100 ×（{campaign.weight_done} × 完成率 + {campaign.weight_on_time} × 按期率 + "
        f"{campaign.weight_reported} × 报送率）÷ {_weights(campaign)} − "
        f"{campaign.deduct_returned} × 退回次数，最低 0 分"
    )


def ranking(campaign: Any) -> list[Score]:
    """All units of a campaign, best first; cancelled tasks do not count."""
    rows = (
        campaign.tasks.exclude(state="cancelled")
        .order_by()
        .values("unit")
        .annotate(
            tasks=Count("pk"),
            done=Count("pk", filter=Q(state="done")),
            late=Count("pk", filter=Q(state="done", is_late=True)),
            reported=Count("pk", filter=Q(report_count__gt=0)),
            returned=Sum("return_count"),
        )
    )
    scores = [Score(**row, score=score_of(campaign, **row)) for row in rows]
    scores.sort(key=lambda one: (-one.score, one.unit))
    ahead = [one.score for one in scores]
    return [Score(**{**vars(one), "rank": ahead.index(one.score) + 1}) for one in scores]


def score_of(campaign: Any, *, tasks: int, done: int, late: int, reported: int, returned: int, unit: str = "") -> float:
    """The formula, to one place."""
    on_time = (done - late) / done if done else 0.0
    share: float = (
        campaign.weight_done * done / tasks
        + campaign.weight_on_time * on_time
        + campaign.weight_reported * reported / tasks
    )
    return round(max(0.0, 100 * share / _weights(campaign) - int(campaign.deduct_returned) * returned), 1)


def _weights(campaign: Any) -> int:
    return int(campaign.weight_done + campaign.weight_on_time + campaign.weight_reported) or 1
