"""The tips of the seed: ten accepted on dangerous chemicals, four of them rewarded with 12,000 yuan in all."""

from datetime import date

from anlan.records.accounts.choices import Role
from anlan.records.registers.tips.codes import payout_code
from anlan.records.registers.tips.intake import tip_receive
from anlan.records.registers.tips.models import Tip
from anlan.records.registers.tips.register import TIPS
from anlan.records.registry.seeding import Seeded, on_day
from anlan.records.registry.services import record_act

ACCEPTED, REWARDED, UNFOUNDED = 10, 4, 2
SAYS = (
    "出租房内存放大量化工桶，气味刺鼻",
    "夜间有货车卸运无标识液体桶",
    "小作坊私自分装烧碱和溶剂",
    "仓库混放氧气和丙烷气瓶",
)


def fill(seeded: Seeded) -> None:
    """The desk accepts, towns verify, a leader approves; each reward is fetched with its code."""
    duty, leader = seeded.people[Role.DUTY_OFFICER], seeded.people[Role.LEADER]
    for n in range(ACCEPTED):
        town, officer, _ = seeded.towns[n % len(seeded.towns)]
        says = SAYS[n % len(SAYS)]
        with on_day(2021, 4, 6 + n):
            code = tip_receive(what=says, where=f"{town.name}某村")
            tip = Tip.objects.latest("id")
            form = {"title": f"危化品线索（{town.name}）", "description": says, "kind": "illegal", "town": town,
                    "assignee": officer}  # fmt: skip
            record_act(TIPS, actor=duty, record_id=tip.pk, step="accept", values=form)
        verdict = "true" if n < REWARDED else "false" if n < REWARDED + UNFOUNDED else "partly"
        with on_day(2021, 5, 6 + n):
            found = {"verdict": verdict, "findings": "现场核查并取证", "feedback": "已核查处理，感谢您的监督。"}
            record_act(TIPS, actor=officer, record_id=tip.pk, step="verify", values=found)
            step = "close_unfounded" if verdict == "false" else "confirm"
            record_act(TIPS, actor=duty, record_id=tip.pk, step=step, values={})
        if verdict == "partly":
            refusal = {"reason": "未构成重大隐患或违法行为", "feedback": "问题已督促整改，不属奖励范围。"}
            with on_day(2021, 5, 20):
                record_act(TIPS, actor=duty, record_id=tip.pk, step="no_reward", values=refusal)
        elif verdict == "true":
            _reward(tip, code, duty, leader, date(2021, 5, 20 + n))


def _reward(tip: Tip, code: str, duty: object, leader: object, day: date) -> None:
    with on_day(day.year, day.month, day.day):
        form = {"reward_basis": "fine", "fine_yuan": 20_000}
        record_act(TIPS, actor=duty, record_id=tip.pk, step="propose", values=form)  # type: ignore[arg-type]
        record_act(TIPS, actor=leader, record_id=tip.pk, step="approve", values={})  # type: ignore[arg-type]
        paid = {"payout_code": payout_code(code)}
        record_act(TIPS, actor=duty, record_id=tip.pk, step="pay", values=paid)  # type: ignore[arg-type]
