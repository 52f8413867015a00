"""Decision support: 首查不罚 for those who put a first, slight thing right, 四个一律 for those who will not.

It advises and says why. People decide; whoever departs from the advice gives a reason that stays in the case.
"""

from datetime import timedelta
from typing import Any

from anlan.records.core import clock
from anlan.records.registers.enforcement.choices import Leniency, Stage
from anlan.records.registers.enforcement.discretion import violations

#: A violation counts as the first when none was filed in these years: the time bar of the penalty law, article 36.
FIRST_YEARS = 2


def is_first(case: Any) -> bool:
    """No other case was filed against the same enterprise for the same thing."""
    since = clock.today() - timedelta(days=365 * FIRST_YEARS)
    if case.enterprise_id is None:
        return False
    rows = type(case).objects.filter(enterprise_id=case.enterprise_id, violation=case.violation, filed_on__gte=since)
    return not rows.exclude(pk=case.pk).exists()


def is_strict(case: Any) -> bool:
    """整改被动、隐患严重: the four alls apply."""
    return bool(case.is_passive or case.is_serious)


def against_leniency(case: Any, ground: str) -> list[str]:
    """What speaks against letting somebody off on this ground; empty when nothing does."""
    found: list[str] = []
    if ground == Leniency.NO_FAULT:
        return found
    if case.has_harm:
        found.append("有危害后果")
    if not case.is_corrected:
        found.append("未及时改正")
    if ground == Leniency.MINOR and not case.is_minor:
        found.append("未认定违法行为轻微")
    if ground == Leniency.FIRST:
        if not violations()[case.violation].is_first_offence_listed:
            found.append("该违法行为不在首违不罚清单内")
        if not is_first(case):
            found.append(f"{FIRST_YEARS} 年内同一行为已被立案")
    if is_strict(case):
        found.append("整改被动或隐患严重")
    return found


def advise(case: Any) -> str:
    """What the rules suggest, with the reasons."""
    one = violations()[case.violation]
    if not is_strict(case):
        grounds = [ground for ground in (Leniency.FIRST, Leniency.MINOR) if not against_leniency(case, ground)]
        if grounds:
            return f"建议：{Leniency(grounds[0]).label}。依据行政处罚法第三十三条，应当教育。"
        return f"建议：按{one.law}依法处罚，一般档次。"
    parts = ["可以立案的一律立案", "可以从重处罚的一律从重处罚"]
    parts += ["可以关停的一律关停"] if one.may_close else []
    parts += ["可以拘留的一律拘留（移送公安机关决定）"] if one.may_detain else []
    why = "、".join(word for word, flag in (("整改被动", case.is_passive), ("隐患严重", case.is_serious)) if flag)
    return f"建议（四个一律，因{why}）：{'；'.join(parts)}。"


def departs(case: Any) -> bool:
    """The proposal is milder than the advice."""
    return is_strict(case) and case.stage != Stage.HEAVY
