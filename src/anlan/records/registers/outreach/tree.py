"""The safety tree: a few questions, a drawing that grows with each right answer, and a count."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from django.db.models import F

from anlan.records.core import clock
from anlan.records.registers.outreach.models import TreeSeason

ROUND, TO_PLANT = 5, 4


@dataclass(frozen=True)
class Question:
    """One question with its answers (key, Chinese, English), the right one, and why."""

    no: int
    text: str
    text_en: str
    answers: tuple[tuple[str, str, str], ...]
    right: str
    why: str
    why_en: str


@cache
def bank() -> tuple[Question, ...]:
    """All questions."""
    with (Path(__file__).parent / "data" / "quiz.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(_question(no, row) for no, row in enumerate(rows))


def _question(no: int, row: Mapping[str, str]) -> Question:
    answers = tuple((key, row[key], row[f"{key}_en"]) for key in "abc")
    return Question(no, row["question"], row["question_en"], answers, row["right"], row["why"], row["why_en"])


def round_of(seed: int) -> list[Question]:
    """Five questions; the same seed gives the same five."""
    return Random(seed).sample(bank(), ROUND)


def right_answers(questions: list[Question], given: Mapping[str, str]) -> int:
    """How many were right."""
    return sum(given.get(f"q{one.no}") == one.right for one in questions)


def count(right: int) -> int:
    """Note a try (and a tree, from four right answers) in the season that is on; returns its trees, 0 without one."""
    day = clock.today()
    season = TreeSeason.objects.filter(state="running", begins_on__lte=day, ends_on__gte=day).order_by("id")[:1]
    for pk in season.values_list("pk", flat=True):
        planted = int(right >= TO_PLANT)
        row = TreeSeason.objects.filter(pk=pk)
        row.update(try_count=F("try_count") + 1, planter_count=F("planter_count") + planted)
        return row.get().planter_count
    return 0
