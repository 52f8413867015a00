"""What the declaration says by name."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.registers.tips import codes
from anlan.records.registers.tips.choices import Verdict
from anlan.records.registers.tips.reward import reward, rule
from anlan.records.registry.declare import BoardRows
from anlan.records.registry.services import place

VERIFY_DAYS, EXTEND_DAYS = 60, 30


def accept(tip: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """From here on only the re-written copy is shown; the verification's time begins."""
    if tip.has_identity:
        tip.original = ""  # it lies in the sealed box as well
    place(tip, actor)
    tip.verify_by = clock.today() + timedelta(days=VERIFY_DAYS)


def extend(tip: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Once, by thirty days."""
    tip.verify_by += timedelta(days=EXTEND_DAYS)
    tip.extension_count += 1


def extended_before(tip: Any, actor: Any) -> str:
    """A second extension is refused."""
    return "核查期限只能延长一次。" if tip.extension_count else ""


def is_true(tip: Any) -> bool:
    """True or partly true."""
    return bool(tip.verdict in (Verdict.TRUE, Verdict.PARTLY))


def is_false(tip: Any) -> bool:
    """Not true."""
    return bool(tip.verdict == Verdict.FALSE)


def no_code(tip: Any, actor: Any) -> str:
    """A reward is fetched with a code, which only the public page gives out."""
    if hasattr(tip, "secret"):
        return ""
    return "本线索由工作人员登记，没有领奖码，不能发放奖励；请办结。来电来访请在举报页面代填，并把查询码告知举报人。"


def propose(tip: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """The amount follows from the rule; nobody types it."""
    try:
        tip.reward_yuan, tip.reward_formula = reward(
            tip.reward_basis, fine_yuan=tip.fine_yuan or 0, deaths=tip.deaths or 0, grade=tip.accident_grade
        )
    except ValueError as error:
        raise Invalid(fields={"deaths": f"{error}。"}) from error


def approve(tip: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """The reward waits for its owner, who knows the payout code."""
    tip.claim_by = clock.today() + timedelta(days=rule()["claim_within_days"])


def no_reward(tip: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Nothing is due, or nobody came for it."""
    tip.reward_yuan = 0


def pay(tip: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Whoever brings the payout code is paid; no name is asked."""
    if not codes.is_payout_code(tip.secret, str(form["payout_code"])):
        raise Invalid(fields={"payout_code": "领奖码与本线索不符，请核对后再输。"})


def original_board(tip: Any, reader: Any) -> BoardRows:
    """What was written, for those who decide on acceptance; gone once that is done."""
    is_shown = reader.may("tips.receive") and tip.original
    return BoardRows(["举报内容（已隐去可识别信息）"], [([tip.original], [])] if is_shown else [])
