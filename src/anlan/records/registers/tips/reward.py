"""The reward by the official rule; its numbers are ``data/reward.json``.

>>> reward(Basis.FINE, fine_yuan=100_000)
(15000, '罚款 100000 元 × 15% = 15000 元')
>>> reward(Basis.FINE, fine_yuan=8_000)
(3000, '罚款 8000 元 × 15% = 1200 元，不足 3000 元按 3000 元')
>>> reward(Basis.CONCEALED, deaths=2, grade=Grade.ORDINARY)
(60000, '核实死亡 2 人 × 30000 元 = 60000 元')
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from anlan.records.registers.tips.choices import Basis, Grade


@cache
def rule() -> dict[str, Any]:
    """The rule's numbers."""
    found: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "reward.json").read_text("utf-8"))
    return found


def reward(basis: str, *, fine_yuan: int = 0, deaths: int = 0, grade: str = "") -> tuple[int, str]:
    """``(yuan, how it was worked out)``.

    Raises:
        ValueError: a concealed accident without deaths or grade.
    """
    if basis == Basis.NO_FINE:
        return rule()["min_yuan"], f"未处罚款，按最低标准 {rule()['min_yuan']} 元"
    if basis == Basis.CONCEALED:
        return _concealed(deaths, grade)
    share = round(fine_yuan * rule()["fine_share"])
    return _bounded(share, f"罚款 {fine_yuan} 元 × {rule()['fine_share']:.0%} = {share} 元", rule()["max_yuan"])


def _concealed(deaths: int, grade: str) -> tuple[int, str]:
    if deaths < 1 or grade not in Grade.values:
        raise ValueError("瞒报谎报事故须填写核实死亡人数和事故等级")
    each = rule()["per_death_yuan"][grade]
    total = deaths * each
    return _bounded(total, f"核实死亡 {deaths} 人 × {each} 元 = {total} 元", rule()["concealed_max_yuan"])


def _bounded(yuan: int, how: str, most: int) -> tuple[int, str]:
    least = rule()["min_yuan"]
    if yuan < least:
        return least, f"{how}，不足 {least} 元按 {least} 元"
    if yuan > most:
        return most, f"{how}，超过 {most} 元按 {most} 元"
    return yuan, how
