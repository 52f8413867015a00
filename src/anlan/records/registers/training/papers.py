"""Random papers from the question bank: the same seed gives the same paper, so a result can be marked again."""

from collections.abc import Mapping
from random import Random

from anlan.records.registers.training.models import Course, Question


def paper_of(course: Course, seed: int) -> list[Question]:
    """``course.paper_size`` questions (all, if there are fewer) in an order of their own."""
    bank = list(course.questions.all())
    return Random(seed).sample(bank, min(course.paper_size, len(bank)))


def mark(paper: list[Question], answers: Mapping[str, str]) -> int:
    """Percent right, whole; ``answers`` by question id as text. An empty paper scores 0."""
    right = sum(answers.get(str(question.pk), "") == question.right for question in paper)
    return round(100 * right / len(paper)) if paper else 0
