"""What the declarations say by name: the steps of the penalty law."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anlan.records.calendar.selectors import working_days_after
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.registers.enforcement.advice import advise, against_leniency, departs
from anlan.records.registers.enforcement.choices import CaseSource, Measure
from anlan.records.registers.enforcement.clocks import CLOCKS
from anlan.records.registers.enforcement.discretion import violations

ON_SPOT_MAX_YUAN = 3_000  # for an organisation; penalty law, article 51
SURCHARGE_PERCENT_A_DAY = 3  # never more than the fine itself; article 72
#: From this fine on there is a right to a hearing (article 63 says "large"; the province sets the figure).
HEARING_FROM_YUAN = 50_000


def lead(case: Any, actor: Any) -> None:
    """Whoever brings a lead does not file it."""
    case.proposed_by = actor
    case.found_on = case.found_on or clock.today()


def file(case: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """From today there are ninety days."""
    two_officers(case)
    case.filed_on = clock.today()
    case.decide_until = case.filed_on + timedelta(days=CLOCKS["decision"].value)


def two_officers(case: Any) -> None:
    """At least two (article 42)."""
    if len([name for name in case.officers.replace("，", "、").replace(",", "、").split("、") if name.strip()]) < 2:
        raise Invalid(fields={"officers": "执法人员不得少于两人（行政处罚法第四十二条），用“、”分隔。"})


def on_spot(case: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """The simple procedure ends where its limit is."""
    if case.fine_yuan > ON_SPOT_MAX_YUAN:
        raise Invalid(fields={"fine_yuan": f"当场处罚对单位不得超过 {ON_SPOT_MAX_YUAN} 元（行政处罚法第五十一条）。"})
    file(case, actor, form)
    case.is_on_spot, case.proposed_yuan = True, case.fine_yuan
    served(case, actor, form)


def weigh(case: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Work out the advice from what was found."""
    case.advice = advise(case)


def propose_why_not(case: Any, actor: Any) -> str:
    """A penalty is weighed before it is proposed."""
    return "" if case.advice else "请先完成裁量评估（首查不罚、四个一律）。"


def propose(case: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Within the discretion table; milder than advised only with a reason."""
    low, high = violations()[case.violation].span(case.stage)
    if not low <= case.proposed_yuan <= high:
        raise Invalid(fields={"proposed_yuan": f"{case.get_stage_display()}档次为 {low} 至 {high} 元。"})
    if departs(case) and not case.departure_reason:
        raise Invalid(fields={"departure_reason": f"{case.advice}未按建议办理，请写明理由。"})


def let_off(case: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """No penalty only where the law has it."""
    if found := against_leniency(case, case.leniency):
        raise Invalid(fields={"leniency": f"不符合：{'、'.join(found)}。"})


def has_hearing_right(case: Any) -> bool:
    """A large fine, or being closed down (article 63)."""
    return bool(case.proposed_yuan >= HEARING_FROM_YUAN or case.is_closed_down)


def notified(case: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Five working days to speak or to ask for a hearing."""
    case.noticed_on = clock.today()
    case.hearing_until = working_days_after(clock.today(), CLOCKS["hearing_request"].value)


def hearing_why_not(case: Any, actor: Any) -> str:
    """Too late is too late."""
    return f"听证申请已于 {case.hearing_until} 截止。" if clock.today() > case.hearing_until else ""


def call_hearing(case: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """The parties are told seven working days before."""
    first = working_days_after(clock.today(), CLOCKS["hearing_call"].value)
    if case.hearing_on < first:
        raise Invalid(fields={"hearing_on": f"须提前七个工作日通知，最早为 {first}。"})


def held_why_not(case: Any, actor: Any) -> str:
    """Not before its day."""
    return f"听证定于 {case.hearing_on}。" if clock.today() < case.hearing_on else ""


def term_why_not(case: Any, actor: Any) -> str:
    """Nobody decides while the party may still speak."""
    if clock.today() <= case.hearing_until:
        return f"陈述申辩和听证申请期限到 {case.hearing_until} 止；当事人书面放弃的，请办理“当事人放弃”。"
    return ""


def decide(case: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Nobody pays more for having defended himself (article 45)."""
    if case.fine_yuan > case.proposed_yuan:
        raise Invalid(fields={"fine_yuan": f"不得高于告知的 {case.proposed_yuan} 元；需加重的，退回调查后重新告知。"})
    case.decided_on = clock.today()


def served(case: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Fifteen days to pay."""
    case.decided_on = case.decided_on or clock.today()
    case.served_on = clock.today()
    case.pay_until = case.served_on + timedelta(days=CLOCKS["payment"].value)


def paid(case: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Three percent a day for being late, at most as much again."""
    late = max(0, (clock.today() - case.pay_until).days)
    case.surcharge_yuan = min(case.fine_yuan, case.fine_yuan * SURCHARGE_PERCENT_A_DAY * late // 100)
    if case.paid_yuan < case.fine_yuan:
        raise Invalid(fields={"paid_yuan": f"未足额缴纳：罚款 {case.fine_yuan} 元。"})


def seized(seizure: Any, actor: Any) -> None:
    """Thirty days for a seizure, seven working days for preserved evidence."""
    seizure.seized_on = seizure.seized_on or clock.today()
    if seizure.measure == Measure.PRESERVATION:
        seizure.until = working_days_after(seizure.seized_on, CLOCKS["preservation"].value)
    else:
        seizure.until = seizure.seized_on + timedelta(days=CLOCKS["seizure"].value)


def may_extend(seizure: Any) -> bool:
    """A seizure once; preserved evidence never."""
    return seizure.measure == Measure.SEIZURE and not seizure.is_extended


def extend(seizure: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """By thirty days."""
    seizure.until += timedelta(days=CLOCKS["seizure_extension"].value)
    seizure.is_extended = True


def from_incident(incident: Any, reader: Any) -> dict[str, Any]:
    """What came to light while an alarm was handled becomes a lead; which law it broke is for a person to say."""
    return {
        "title": f"{incident.title}处置中发现的线索"[:200],
        "description": f"工单 {incident.no}：{incident.title}。{incident.feedback_text}"[:2000],
        "enterprise": incident.enterprise,
        "source": CaseSource.ALARM,
    }


def tip_why_not(tip: Any) -> str:
    """Nobody is investigated on a stranger's word alone: somebody went there and found it true, wholly or in part."""
    return "" if tip.verdict in ("true", "partly") else "举报尚未核查属实，不能转为案件线索；请先报送核查结论。"


def from_record(source: CaseSource) -> Any:
    """How a record of another register becomes a lead: by the columns that all of them have."""

    def values(origin: Any, reader: Any) -> dict[str, Any]:
        said = getattr(origin, "finding", "") or getattr(origin, "summary", "") or getattr(origin, "description", "")
        return {"title": origin.title, "description": said or origin.title, "source": source,
                "enterprise": origin.enterprise,
                "town": origin.town if origin.enterprise is None else None}  # fmt: skip

    return values
