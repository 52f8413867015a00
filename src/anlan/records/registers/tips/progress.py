"""What a tipster is told: plain words, no names, days instead of hours."""

from dataclasses import dataclass

from anlan.records.core.clock import LOCAL
from anlan.records.registers.tips.codes import payout_code
from anlan.records.registers.tips.models import Tip

WORDS = {
    "received": "已收到，正在决定是否受理（一般 7 个工作日内）。",
    "verifying": "已受理，正在核查。",
    "review": "核查已完成，正在审核结论。",
    "rewarding": "查证属实，正在拟定奖励。",
    "approval": "奖励正在审批。",
    "claim": "奖励已批准，请凭领奖码领取。",
    "closed": "已办结。",
    "rejected": "不予受理。",
    "transferred": "已移交有管辖权的部门办理。",
}
#: States in which the answer is final enough to be read.
ANSWERED = ("rewarding", "approval", "claim", "closed", "rejected", "transferred")


@dataclass(frozen=True)
class Progress:
    """One tip as its sender sees it."""

    words: str
    received_on: str
    answer: str
    reward_yuan: int
    payout_code: str
    claim_by: str


def progress_of(tip: Tip, code: str) -> Progress:
    """How far ``tip`` is; the payout code only while there is something to fetch."""
    is_to_fetch = tip.state == "claim"
    return Progress(
        WORDS[tip.state],
        f"{tip.opened_at.astimezone(LOCAL):%Y-%m-%d}",
        tip.feedback if tip.state in ANSWERED else "",
        tip.reward_yuan if is_to_fetch or tip.paid_on else 0,
        payout_code(code) if is_to_fetch else "",
        f"{tip.claim_by}" if is_to_fetch and tip.claim_by else "",
    )
