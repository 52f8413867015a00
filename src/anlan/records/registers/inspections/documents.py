"""Documents of inspections: plan of the check, record, and the two papers of a draw."""

from typing import Any

from anlan.records.core.clock import LOCAL
from anlan.records.registers.inspections.checklists import checklist
from anlan.records.registers.inspections.signing_in import said_m
from anlan.records.registry.papers import REMEDIES, Heading, Para, Table, day, moment, signed_by


def _unit(inspection: Any) -> str:
    return str(inspection.enterprise.name if inspection.enterprise else inspection.title)


def scheme(inspection: Any, reader: Any) -> list[Any]:
    """现场检查方案."""
    rows = [[one.code, one.text, one.basis] for one in checklist(inspection.sector)]
    return [
        Para(f"被检查单位：{_unit(inspection)}。检查类型：{inspection.get_kind_display()}。"),
        Para(f"检查时间：{day(inspection.planned_on)}。检查人员：{inspection.officers or '待定'}。"),
        Para(f"检查内容：{inspection.content or '见检查表'}。"),
        *([Heading("检查表"), Table([["序号", "检查内容", "依据"], *rows])] if rows else []),
    ]


def _sign_in(inspection: Any) -> str:
    if not inspection.code_match:
        return "—"
    far = "未取得定位" if inspection.distance_m is None else f"距企业登记位置{said_m(inspection.distance_m)}"
    return f"{inspection.get_code_match_display()}，{far}"


ANSWERS = {"ok": "符合", "fixed": "当场改正", "failed": "不符合", "not_applicable": "不适用", "pending": "未检查"}


def statement(inspection: Any) -> str:
    """What the people on site sign of a check: what was asked and found. The phone writes the same text where there is
    no network (``console/src/phone/statement.ts``); one example binds both (``tests/recordings/statement.json``).
    """
    begun = inspection.started_at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") if inspection.started_at else "—"
    head = [
        f"现场检查记录 {inspection.no}",
        f"被检查单位：{_unit(inspection)}",
        f"检查人员：{inspection.officers}",
        f"到场时间：{begun}",
        f"检查情况：{inspection.summary}",
    ]
    rows = inspection.items.order_by("id")
    answers = [f"{one.code} {one.description}：{ANSWERS[one.state]} {one.finding}".rstrip() for one in rows]
    return "\n".join([*head, *answers])


def record(inspection: Any, reader: Any) -> list[Any]:
    """现场检查记录: who, when, every question with its answer as it was given."""
    rows = [
        [one.code, one.description, f"{ANSWERS[one.state]} {one.finding}".strip()]
        for one in inspection.items.order_by("id")
    ]
    return [
        Table([
            ["项目", "内容"],
            ["被检查单位", _unit(inspection)],
            ["检查类型", inspection.get_kind_display()],
            ["检查人员", inspection.officers or "—"],
            ["签到时间", moment(inspection.started_at)],
            ["签到核验", _sign_in(inspection)],
            ["联合部门", inspection.departments or "—"],
        ]),
        Heading("检查情况"),
        Para(inspection.summary or "尚未记录。"),
        *([Heading("逐项结果"), Table([["序号", "检查内容", "结果"], *rows])] if rows else []),
        Para("被检查单位拒绝、阻碍检查。" if inspection.is_obstructed else f"签字人：{inspection.signer or '—'}。"),
        *signed_by("检查人员", "检查人员", "被检查单位负责人"),
    ]  # fmt: skip


def _failed(inspection: Any) -> list[Para]:
    rows = inspection.items.filter(state="failed").order_by("id")
    found = [f"{no}．{one.description}：{(one.finding or '不符合').rstrip('。')}。" for no, one in enumerate(rows, 1)]
    return [Para(line) for line in found or [f"{(inspection.summary or '（见现场检查记录）').rstrip('。')}。"]]


def measures(inspection: Any, reader: Any) -> list[Any]:
    """现场处理措施决定书: what is stopped at once."""
    when = day(inspection.started_at.astimezone(LOCAL).date() if inspection.started_at else inspection.planned_on)
    return [
        Para(f"{_unit(inspection)}："),
        Para(f"本机关于{when}现场检查时，发现你单位有下列违法违规行为和事故隐患："),
        *_failed(inspection),
        Para("以上存在的问题无法保证安全生产，依据安全生产法第六十五条，现作出以下现场处理决定（由执法人员当场填写）："),
        *(Para(f"□ {one}") for one in ("当场予以纠正", "责令立即排除", "责令从危险区域撤出作业人员",
                                        "责令暂时停产停业、停止施工、停止使用", "其他：＿＿＿＿＿＿＿＿")),
        Para(REMEDIES),
        *signed_by("被检查单位负责人", "执法人员", "执法人员"),
    ]  # fmt: skip


def order(inspection: Any, reader: Any) -> list[Any]:
    """责令限期整改指令书: everything that failed, one after another."""
    return [
        Para(f"{_unit(inspection)}："),
        Para("经查，你单位存在下列问题："),
        *_failed(inspection),
        Para(
            "现责令你单位对上述问题于＿＿年＿＿月＿＿日前整改完毕，达到有关法律法规规章和标准规定的要求。由此造成事故的，依法追究有关人员的责任。"
        ),
        Para("整改期间，应当采取措施，确保安全生产；不具备安全生产条件的，不得恢复生产。"),
        Para(REMEDIES),
        *signed_by("被检查单位负责人", "执法人员", "执法人员"),
        Para("本文书一式两份：一份由被检查单位留存，一份存档。"),
    ]


def group_report(group: Any, reader: Any) -> list[Any]:
    """巡查反馈意见."""
    return [
        Para(f"{group.targets}："),
        Para(
            f"{group.batch_no}{group.title}于{day(group.begins_on)}至{day(group.ends_on)}对你单位开展安全生产巡查，反馈如下。"
        ),
        Heading("问题清单"),
        Para(group.findings or "尚未报告。"),
        Heading("整改反馈"),
        Para(group.feedback or "请于三十日内书面反馈整改情况。"),
    ]


def announcement(draw: Any, reader: Any) -> list[Any]:
    """抽取公告, published before the day."""
    return [
        Para(f"定于{day(draw.draw_on)}抽取 {draw.object_count} 家对象，每户 {draw.officers_each} 名检查人员。"),
        Para(f"公开数值来源：{draw.public_source}。"),
        Table(
            [["承诺", "SHA-256"], ["秘密种子", draw.commitment or "尚未公布"], ["名录", draw.pool_digest or "尚未公布"]]
        ),
        Heading("对象库"),
        *(Para(line) for line in draw.object_pool.splitlines()),
        Heading("人员库"),
        *(Para(line) for line in draw.officer_pool.splitlines()),
        Heading("回避"),
        *(Para(line) for line in draw.conflicts.splitlines() or ["无"]),
    ]


def proof(draw: Any, reader: Any) -> list[Any]:
    """抽取结果与验证方法."""
    rows = [line.split("|") for line in draw.result.splitlines()]
    return [
        Table([
            ["项目", "值"], ["秘密种子", draw.revealed or "尚未抽取"], ["公开数值", draw.public_value or "—"],
            ["抽取种子", draw.seed or "—"], ["种子承诺", draw.commitment or "—"], ["名录摘要", draw.pool_digest or "—"],
        ]),
        Heading("结果"),
        Table([["对象编号", "人员编号"], *rows]) if rows else Para("尚未抽取。"),
        Heading("如何验证"),
        Para("一、SHA-256（秘密种子）应等于事先公布的种子承诺，名录的 SHA-256 应等于名录摘要。"),
        Para("二、抽取种子 = SHA-256（秘密种子:公开数值）。"),
        Para("三、对象按 SHA-256（抽取种子:对象编号）从小到大取前若干；人员按 SHA-256（抽取种子:对象编号:人员编号）排，"
             "去掉回避的，取前若干。"),
    ]  # fmt: skip
