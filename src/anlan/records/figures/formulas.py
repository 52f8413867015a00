"""Indices 指数: a published formula over figures of the registers, so that a town's rank is explained by its parts.

A term reads one number of a town or an enterprise: a share in percent (``part`` ÷ ``whole``) or a count (``part``
alone). ``worst`` earns nothing, ``best`` the whole weight, between them in proportion; ``worst`` may be the larger of
the two. A share of nothing (no hazards found at all) earns nothing and loses nothing: its weight does not count. A town
of which less than half the weight can be judged has no rank.

``score = 100 × Σ weight × clamp((value − worst) / (best − worst)) ÷ Σ weight judged``, to two places.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from anlan.domain.sources import MARKS
from anlan.records.registry.statistics import percent

FILE = Path(__file__).parent / "data" / "indices.csv"
#: Below this share of the weight a town cannot be ranked fairly.
JUDGED_MIN = 0.5
TERMS_MAX = 30


@dataclass(frozen=True)
class Term:
    """One part of a formula; ``part`` and ``whole`` are ``register.figure``."""

    key: str
    label: str
    en: str
    weight: float
    part: str
    whole: str = ""
    worst: float = 0.0
    best: float = 100.0
    source: str = ""
    mark: str = "D"

    def data(self) -> dict[str, Any]:
        """As it is kept and sent."""
        return asdict(self)

    def value(self, part: float, whole: float) -> float | None:
        """The number of one town: percent to two places, or a count; None for a share of nothing."""
        if not self.whole:
            return part
        return percent(part, whole)

    def earned(self, value: float | None) -> float | None:
        """How much of the weight ``value`` earns, to two places."""
        if value is None:
            return None
        share = (value - self.worst) / (self.best - self.worst)
        return round(self.weight * min(1.0, max(0.0, share)), 2)


@dataclass(frozen=True)
class Index:
    """A ranking of towns or of enterprises by a formula; ``terms`` are what version 1 was shipped with."""

    key: str
    label: str
    en: str
    terms: tuple[Term, ...]
    subject: str = "town"


NAMES = {
    "control_capability": ("管控力指数", "Control capability index"),
    "eight_plus_three": ("“8+3”重点领域整治排名", "“8+3” ranking"),
    "enterprise_safety": ("企业安全评分", "Enterprise safety score"),
}
OF_ENTERPRISES = frozenset({"enterprise_safety"})


@cache
def indices() -> dict[str, Index]:
    """All indices by key, as shipped (``data/indices.csv``)."""
    terms: dict[str, list[Term]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            numbers = {name: float(row[name]) for name in ("weight", "worst", "best")}
            terms.setdefault(row.pop("index"), []).append(Term(**{**row, **numbers}))  # type: ignore[arg-type]
    subjects = {key: "enterprise" if key in OF_ENTERPRISES else "town" for key in terms}
    return {key: Index(key, *NAMES[key], tuple(rows), subjects[key]) for key, rows in terms.items()}


@dataclass(frozen=True)
class Judged:
    """One town's standing. ``score`` and ``rank`` are None where too little can be judged."""

    town: str
    score: float | None
    judged_weight: float
    parts: tuple[dict[str, Any], ...]
    rank: int | None = None


def judge(terms: Sequence[Term], town: str, numbers: Mapping[str, float]) -> Judged:
    """A town by its numbers (``register.figure`` → number; absent = 0)."""
    parts, judged, earned = [], 0.0, 0.0
    for term in terms:
        part, whole = numbers.get(term.part, 0), numbers.get(term.whole, 0) if term.whole else 0
        value = term.value(part, whole)
        points = term.earned(value)
        if points is not None:
            judged, earned = judged + term.weight, earned + points
        parts.append({"key": term.key, "part": part, "whole": whole if term.whole else None, "value": value,
                      "earned": points})  # fmt: skip
    is_enough = judged >= JUDGED_MIN * sum(term.weight for term in terms) and judged > 0
    return Judged(town, percent(earned, judged) if is_enough else None, judged, tuple(parts))


def ranked(rows: Iterable[Judged]) -> list[Judged]:
    """Best first; equal scores share a rank; those without a score come last."""
    rows = sorted(rows, key=lambda one: (one.score is None, -(one.score or 0), one.town))
    scores = [one.score for one in rows]
    return [
        Judged(one.town, one.score, one.judged_weight, one.parts,
               scores.index(one.score) + 1 if one.score is not None else None)
        for one in rows
    ]  # fmt: skip


def problems(terms: Sequence[Term], known: Mapping[str, Any]) -> list[str]:
    """What is wrong with a formula, in Chinese; ``known`` holds every ``register.figure`` there is."""
    wrong = [] if 0 < len(terms) <= TERMS_MAX else [f"公式应有 1 至 {TERMS_MAX} 项。"]
    if len({term.key for term in terms}) < len(terms):
        wrong.append("指标代码重复。")
    for term in terms:
        wrong += [f"“{term.label or term.key}”：{what}" for what in _wrong(term, known)]
    return wrong


def _wrong(term: Term, known: Mapping[str, Any]) -> list[str]:
    found = [] if 0 < term.weight <= 100 else ["权重应大于 0、不超过 100。"]
    found += ["最差值与最好值不能相同。"] if term.worst == term.best else []
    found += [f"没有统计项 {name}。" for name in (term.part, term.whole) if name and name not in known]
    found += ["请写明依据。"] if not term.source.strip() else []
    found += ["可信度应为 H、M、L、U 或 D。"] if term.mark not in MARKS else []
    return found
