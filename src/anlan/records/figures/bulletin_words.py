"""What a bulletin says: sentences from numbers, as an official writes them; no number that was not counted."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from anlan.records.places.county import county
from anlan.records.registry.official.blocks import Heading, Para, Table
from anlan.records.registry.official.wording import day

SPANS = {"daily": "当日", "weekly": "本周", "monthly": "本月"}
NAMES = {"daily": "日报", "weekly": "周报", "monthly": "月报"}
GRADES = (("red", "红色"), ("orange", "橙色"), ("yellow", "黄色"), ("blue", "蓝色"))
RANKS_SHOWN = 3


def title_of(kind: str, since: date, until: date) -> str:
    """``瑞安市安全生产日报（2026年6月1日）``."""
    span = {
        "daily": day(since),
        "weekly": f"{day(since)}至{day(until) if until.year != since.year else _month_day(until)}",
        "monthly": f"{since.year}年{since.month}月",
    }[kind]
    return f"{county().name}安全生产{NAMES[kind]}（{span}）"


def _month_day(one: date) -> str:
    return f"{one.month}月{one.day}日"


def blocks_of(kind: str, since: date, until: date, facts: dict[str, Any]) -> list[Any]:
    """The whole text."""
    return [
        Heading("总体情况"), Para(_accidents(kind, since, until, facts)),
        Heading("监测预警与处置"), *map(Para, _alarms(kind, facts)), *_standing(facts["standing"]),
        Heading("隐患排查与执法检查"), Para(_work(kind, facts)),
        Heading("逾期事项"), *_late(facts["late"]),
        *(_ranking(facts["ranking"]) if facts["ranking"] else []),
        Heading("下一步工作"), *map(Para, _next(facts, until)),
    ]  # fmt: skip


def _accidents(kind: str, since: date, until: date, facts: dict[str, Any]) -> str:
    span = day(since) if kind == "daily" else f"{day(since)}至{_month_day(until)}"
    if not facts["accidents"]:
        return f"{span}，{county().whole}未接报生产安全事故。"
    deaths = f"死亡{facts['deaths']:g}人" if facts["deaths"] else "无人员死亡"
    return f"{span}，{county().whole}接报生产安全事故{facts['accidents']:g}起，{deaths}。"


def _alarms(kind: str, facts: dict[str, Any]) -> list[str]:
    raised, orders = facts["raised"], facts["orders"]
    grades = "、".join(f"{name}{raised[grade]}起" for grade, name in GRADES if raised[grade])
    told = f"{SPANS[kind]}产生报警{sum(raised.values())}起" + (f"，其中{grades}" if grades else "") + "。"
    done = f"生成工单{orders['opened']}件，办结{orders['closed']}件" + (
        f"，其中判定误报{orders['false_alarm']}件" if orders["false_alarm"] else ""
    )
    standing = sum(facts["standing_counts"].values())
    rest = f"截至本期生成时，未解除报警{standing}起，未办结工单{orders['open']}件。"
    return [told + done + "。", rest]


def _standing(rows: Sequence[dict[str, Any]]) -> list[Any]:
    if not rows:
        return []
    cells = [[row["grade_name"], row["enterprise"], row["title"], row["since"]] for row in rows]
    return [Para("未解除的红色、橙色报警如下："), Table([["等级", "企业", "报警", "起始时间"], *cells])]


def _work(kind: str, facts: dict[str, Any]) -> str:
    major = f"（其中重大隐患{facts['hazards_major']:g}处）" if facts["hazards_major"] else ""
    return (
        f"{SPANS[kind]}开展检查{facts['inspections']:g}次，排查隐患{facts['hazards_found']:g}处{major}，"
        f"整改销号{facts['hazards_closed']:g}处；立案{facts['cases_filed']:g}起，受理举报{facts['tips']:g}件；"
        f"专项行动完成任务{facts['tasks_done']:g}项，培训{facts['trained']:g}人次。"
    )


def _late(late: dict[str, Any]) -> list[Any]:
    if not late["total"]:
        return [Para("目前无逾期事项。")]
    parts = "、".join(f"{one['label']}{one['count']}件" for one in late["groups"][:8])
    shown = [[row["no"], row["title"], row["town"] or "—", row["whose"], f"{row['days']}天"] for row in late["rows"]]
    rest = "等" if len(late["groups"]) > 8 else ""
    return [
        Para(f"目前逾期事项{late['total']}件，其中{parts}{rest}。逾期时间最长的{len(shown)}件如下："),
        Table([["编号", "事项", "属地", "责任人", "逾期"], *shown]),
    ]


def _ranking(ranking: dict[str, Any]) -> list[Any]:
    rows = [row for row in ranking["rows"] if row["rank"] is not None]
    if not rows:
        return [Heading(ranking["label"]), Para("本期可评数据不足，未作排名。")]
    first = "、".join(f"{row['town_name']}（{row['score']:.2f}分）" for row in rows[:RANKS_SHOWN])
    last = "、".join(f"{row['town_name']}（{row['score']:.2f}分）" for row in rows[-RANKS_SHOWN:])
    text = f"按公布的第{ranking['version']['number']}版公式计算，列前的是{first}；列后的是{last}。"
    cells = [[str(row["rank"]), row["town_name"], f"{row['score']:.2f}"] for row in rows]
    return [Heading(ranking["label"]), Para(text), Table([["名次", "乡镇（街道）", "得分"], *cells])]


def _next(facts: dict[str, Any], until: date) -> list[str]:
    found = []
    if facts["late"]["total"]:
        found.append(
            "请有关乡镇（街道）、专委办和企业抓紧办理逾期事项，并通过平台反馈办理结果；确有困难的，按规定申请延期。"
        )
    if facts["standing"]:
        found.append("请有关企业立即处置未解除的红色、橙色报警，属地乡镇（街道）现场核实，处置完毕前不得恢复作业。")
    if facts["due_soon"]:
        ends = until + timedelta(days=7)
        found.append(f"至{_month_day(ends)}还有{facts['due_soon']}件事项到期，请责任单位按时办结。")
    return found or ["请各乡镇（街道）、各专委办继续做好日常排查和值班值守。"]
