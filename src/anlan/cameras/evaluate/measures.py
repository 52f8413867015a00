"""Figures from values and truth. Pure: lists in, numbers out.

Every figure is a dict of plain numbers, so that it can be printed, stored in a quality card and compared.
"""

from collections.abc import Sequence
from typing import Any

from anlan.cameras.evaluate.footage import Interval, Sample
from anlan.cameras.evaluate.play import Moment

Played = Sequence[tuple[Sample, list[Moment]]]
Figures = dict[str, Any]

#: A predicted edge of an interval may be this far from the true one.
EDGE_TOLERANCE_S = 3.0
#: Up to this many people a count is judged by itself; crowds are reported apart.
COUNT_UP_TO = 10


def count_figures(played: Played) -> Figures:
    """Mean absolute error of counts on labelled stills, up to ``COUNT_UP_TO`` people and above."""
    errors = [(sample.count, _last(moments) - sample.count) for sample, moments in played if sample.count is not None]
    few = [error for count, error in errors if count <= COUNT_UP_TO]
    many = [error for count, error in errors if count > COUNT_UP_TO]
    return {
        "pictures": len(few),
        "mean_absolute_error": _mean([abs(error) for error in few]),
        "bias": _mean(few),
        "exact": sum(error == 0 for error in few),
        "crowd_pictures": len(many),
        "crowd_mean_absolute_error": _mean([abs(error) for error in many]),
    }


def duration_figures(played: Played) -> Figures:
    """Presence intervals of clips, and stills by whether anybody is there.

    A clip counts when its truth names presence ("present" in the name of an interval). Somebody is present at a
    moment whose value is 0. Intervals match when both edges are within ``EDGE_TOLERANCE_S``.
    """
    found = expected = invented = 0
    edges: list[float] = []
    for sample, moments in played:
        truth = [i for i in sample.intervals if "present" in i.name]
        if sample.kind != "video" or not truth:
            continue
        seen = presence(moments)
        matched = [(t, s) for t in truth for s in seen if _matches(t, s)]
        expected += len(truth)
        found += len({t for t, _ in matched})
        invented += len(seen) - len({s for _, s in matched})
        edges += [abs(t.begin_s - s.begin_s) for t, s in matched] + [abs(t.end_s - s.end_s) for t, s in matched]
    return {
        "intervals": expected,
        "intervals_found": found,
        "intervals_invented": invented,
        "edge_error_s_worst": round(max(edges, default=0.0), 2),
        **_still_presence(played),
    }


def presence(moments: list[Moment], bridge_s: float = 2.0) -> list[Interval]:
    """Intervals in which somebody was seen; gaps up to ``bridge_s`` are one look missed, not a leave."""
    found: list[Interval] = []
    for at_s, value in moments[1:]:  # the clock begins at 0: the first moment says nothing
        if value is None or value > 0:
            continue
        if found and at_s - found[-1].end_s <= bridge_s:
            found[-1] = Interval("present", found[-1].begin_s, at_s)
        else:
            found.append(Interval("present", at_s, at_s))
    return found


def score_figures(played: Played, alarm_at: float) -> Figures:
    """Stills by their score (AUC, recall and false alarms at the default limit); clips by their highest score."""
    stills = [(_last(m), s.is_positive) for s, m in played if s.kind == "image" and s.is_positive is not None]
    clips = [(_highest(m), s.is_positive) for s, m in played if s.is_clip and s.is_positive is not None]
    positive = [score for score, truth in stills if truth]
    negative = [score for score, truth in stills if not truth]
    return {
        "pictures_positive": len(positive),
        "pictures_negative": len(negative),
        "auc": area_under_curve(positive, negative),
        "recall": _mean([float(score >= alarm_at) for score in positive]),
        "precision": _precision(positive, negative, alarm_at),
        "false_alarm_rate": _mean([float(score >= alarm_at) for score in negative]),
        "clips_positive": sum(truth for _, truth in clips),
        "clips_found": sum(truth and score >= alarm_at for score, truth in clips),
        "clips_negative": sum(not truth for _, truth in clips),
        "clips_false": sum(not truth and score >= alarm_at for score, truth in clips),
    }


def event_figures(played: Played, alarm_at: float) -> Figures:
    """Clips by whether and when the value reaches the alarm limit.

    ``delay_s``: from the beginning of the first interval of the truth to the limit. For a value that counts time the
    limit itself is part of it.
    """
    clips = [(s, m, _first_alarm_s(m, alarm_at)) for s, m in played if s.is_clip and s.is_positive is not None]
    found = [(s, at_s) for s, _, at_s in clips if s.is_positive and at_s is not None]
    delays = [at_s - s.intervals[0].begin_s for s, at_s in found if s.intervals]
    quiet = [(m, at_s) for s, m, at_s in clips if not s.is_positive]
    return {
        "clips_positive": sum(bool(s.is_positive) for s, _, _ in clips),
        "clips_found": len(found),
        "delay_s_worst": round(max(delays), 1) if delays else None,
        "clips_negative": len(quiet),
        "clips_false": sum(at_s is not None for _, at_s in quiet),
        "minutes_negative": round(sum(m[-1].at_s for m, _ in quiet if m) / 60, 2),
    }


def _first_alarm_s(moments: list[Moment], alarm_at: float) -> float | None:
    return next((m.at_s for m in moments if m.value is not None and m.value >= alarm_at), None)


def area_under_curve(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Chance that a positive scores above a negative; ties count half. None without both."""
    if not positive or not negative:
        return None
    wins = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return round(wins / (len(positive) * len(negative)), 3)


def _still_presence(played: Played) -> Figures:
    """Stills shown for ``still_s`` seconds: the value stays 0 when somebody is seen and grows when nobody is."""
    stills = [(s.is_positive, bool(m) and m[-1].value == 0.0) for s, m in played if s.kind == "image"]
    empty = [manned for absent, manned in stills if absent]
    manned = [manned for absent, manned in stills if absent is False]
    return {
        "stills_manned": len(manned),
        "stills_manned_found": sum(manned),
        "stills_empty": len(empty),
        "stills_empty_called_manned": sum(empty),
    }


def _matches(truth: Interval, seen: Interval) -> bool:
    return abs(truth.begin_s - seen.begin_s) <= EDGE_TOLERANCE_S and abs(truth.end_s - seen.end_s) <= EDGE_TOLERANCE_S


def _precision(positive: list[float], negative: list[float], alarm_at: float) -> float | None:
    right, wrong = (sum(score >= alarm_at for score in group) for group in (positive, negative))
    return round(right / (right + wrong), 3) if right + wrong else None


def _last(moments: list[Moment]) -> float:
    return moments[-1].value or 0.0 if moments else 0.0


def _highest(moments: list[Moment]) -> float:
    return max((moment.value or 0.0 for moment in moments), default=0.0)


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 3) if values else None
