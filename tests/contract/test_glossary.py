"""The glossary speaks of words the code really uses, and of every state, role and grade there is."""

import re
from pathlib import Path

from anlan.domain.alarm_states import AlarmStateName
from anlan.domain.grades import Grade
from anlan.domain.incident_states import IncidentState
from anlan.records.accounts.choices import Role

ROOT = Path(__file__).parents[2]
#: Roles whose English word needs no explanation.
PLAIN = {Role.ADMIN, Role.LEADER, Role.ENTERPRISE_OPERATOR}


def listed() -> set[str]:
    """Names in backticks of the sections about what is built."""
    text = (ROOT / "docs" / "reference" / "glossary.md").read_text("utf-8").split("## Words kept")[0]
    return set(re.findall(r"`(\w+)`", text))


def test_every_name_is_a_word_of_the_code() -> None:
    sources = [p for p in (ROOT / "src" / "anlan").rglob("*") if p.suffix in (".py", ".csv")]
    words = set(re.findall(r"\w+", "\n".join(p.read_text("utf-8") for p in sources)))
    assert listed() - words - {"test_glossary"} == set()
    assert len(listed()) > 50


def test_every_state_grade_and_role_is_explained() -> None:
    needed = {*AlarmStateName, *IncidentState, *Grade, *(set(Role) - PLAIN)}
    assert {str(getattr(n, "value", n)) for n in needed} - listed() == set()
