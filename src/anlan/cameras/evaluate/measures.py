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
    """Stills by their score: area under the curve, average precision, recall and false alarms at the default limit."""
    stills = [(_last(m), s.is_positive) for s, m in played if s.kind == "image" and s.is_positive is not None]
    positive = [score for score, truth in stills if truth]
    negative = [score for score, truth in stills if not truth]
    return {
        "pictures_positive": len(positive),
        "pictures_negative": len(negative),
        "auc": area_under_curve(positive, negative),
        "average_precision": average_precision(positive, negative),
        "recall": _mean([float(score >= alarm_at) for score in positive]),
        "precision": _precision(positive, negative, alarm_at),
        "false_alarm_rate": _mean([float(score >= alarm_at) for score in negative]),
    }


def event_figures(played: Played, alarm_at: float) -> Figures:
    """Clips by whether and when the value reaches the alarm limit; a positive clip that reaches it before anything
    begins raises a false alarm as well.

    ``delay_s``: from the beginning of the truth to the limit. For a value that counts time the limit itself is part of
    it. ``false_alarms_per_hour`` rests on ``minutes_negative``: with few minutes it says little.
    """
    clips = [(s, m, _alarms_s(m, alarm_at)) for s, m in played if s.is_clip and s.is_positive is not None]
    positive = [(s.begins_s or 0.0, alarms) for s, _, alarms in clips if s.is_positive]
    firsts = [(begins_s, _first_from(begins_s - EDGE_TOLERANCE_S, alarms)) for begins_s, alarms in positive]
    delays = [max(0.0, at_s - begins_s) for begins_s, at_s in firsts if at_s is not None]
    quiet = [(m, alarms) for s, m, alarms in clips if not s.is_positive]
    early = sum(a < begins_s - EDGE_TOLERANCE_S for begins_s, alarms in positive for a in alarms)
    hours = (sum(m[-1].at_s for m, _ in quiet if m) + sum(begins_s for begins_s, _ in positive)) / 3600
    return {
        "clips_positive": len(positive),
        "clips_found": len(delays),
        "event_recall": _mean([float(at_s is not None) for _, at_s in firsts]),
        "delay_s_worst": round(max(delays), 1) if delays else None,
        "clips_negative": len(quiet),
        "clips_false": sum(bool(alarms) for _, alarms in quiet),
        "minutes_negative": round(hours * 60, 2),
        "false_alarms_per_hour": round((sum(len(a) for _, a in quiet) + early) / hours, 2) if hours else None,
    }


def _first_from(from_s: float, alarms_s: list[float]) -> float | None:
    return next((at_s for at_s in alarms_s if at_s >= from_s), None)


def _alarms_s(moments: list[Moment], alarm_at: float) -> list[float]:
    """When the value came to the limit from below."""
    over = [m.value is not None and m.value >= alarm_at for m in moments]
    return [m.at_s for m, before, now in zip(moments, [False, *over], over, strict=False) if now and not before]


def area_under_curve(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Chance that a positive scores above a negative; ties count half. None without both."""
    if not positive or not negative:
        return None
    wins = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return round(wins / (len(positive) * len(negative)), 3)


def average_precision(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Mean of the precision at each positive, from the highest score down; of equal scores the negative comes first."""
    if not positive or not negative:
        return None
    ranked = sorted([(-score, 1) for score in positive] + [(-score, 0) for score in negative])
    found, precisions = 0, []
    for place, (_, is_positive) in enumerate(ranked, 1):
        found += is_positive
        if is_positive:
            precisions.append(found / place)
    return _mean(precisions)


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


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 3) if values else None
