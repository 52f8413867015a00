"""What the declaration says by name."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from anlan.records.core import clock
from anlan.records.registers.knowledge.choices import EntryKind
from anlan.records.registry.clocks import clocks_read

REVIEW_AGAIN_DAYS = 365
CLOCKS = clocks_read(Path(__file__).parent / "data" / "clocks.csv")


def reviewed(entry: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """What a second person found right holds for a year; then somebody looks whether it is still in force."""
    entry.reviewed_by = actor
    entry.review_on = clock.today() + timedelta(days=REVIEW_AGAIN_DAYS)


def only_the_asker(question: Any, actor: Any) -> str:
    """Whether an answer helps is for the asker to say."""
    return "" if question.opened_by == actor else "由提问人本人追问和评价。"


def is_not_thanked(question: Any) -> bool:
    """Once is enough."""
    return not question.is_helpful


def asked_again(question: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """What is asked on is answered by the same person, and stands under the question."""
    question.follow_up_count += 1
    question.is_helpful = False
    question.question = f"{question.question}\n\n追问（{clock.today():%Y-%m-%d}）：{form['follow_up']}"


def from_question(question: Any, reader: Any) -> dict[str, Any]:
    """An answer worth keeping becomes an entry, which a second person reviews.

    Neither the enterprise nor the asker goes along: everybody may read the knowledge base.
    """
    return {
        "title": question.title,
        "kind": EntryKind.METHOD,
        "field": question.field,
        "keywords": question.get_topic_display(),
        "body": f"问：{question.question}\n\n答：{question.answer}",
        "source": f"专家问答 {question.no}，{question.expert}；依据：{question.basis}"[:300],
    }


def is_no_answer(question: Any) -> str:
    """Why nothing can be kept of it yet, or ""."""
    return "" if question.answer else "尚未答复，不能收入知识库。"
