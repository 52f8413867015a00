"""Documents of a hazard."""

from typing import Any

from anlan.records.registry.papers import REMEDIES, Heading, Para, Table, day, signed_by


def _addressee(hazard: Any) -> str:
    return hazard.enterprise.name if hazard.enterprise else (hazard.town.name if hazard.town else "有关单位")


def notice(hazard: Any, reader: Any) -> list[Any]:
    """责令整改: what is wrong, what is asked, by when."""
    until = day(hazard.deadline, "接到本通知之日起七日内")
    return [
        Para(f"{_addressee(hazard)}："),
        Para(f"经查，你单位存在下列事故隐患（编号 {hazard.no}，{hazard.get_level_display() or '尚未定级'}）："),
        Para(f"{hazard.title}。{hazard.description}"),
        Para(f"部位：{hazard.place or '见现场记录'}。"),
        Para(f"请于{until}前完成整改。整改要求：{hazard.requirement or '消除上述隐患，落实防范措施'}。"),
        Para("整改完成后，请在平台提交整改情况和整改后照片，由整改人以外的人员复查。逾期未整改的，将依法处理。"),
        *signed_by("检查人员", "被检查单位负责人"),
    ]


def recheck(hazard: Any, reader: Any) -> list[Any]:
    """复查意见: what was done, and what the recheck found."""
    people = [["整改人", hazard.rectified_by], ["复查人", hazard.rechecked_by], ["验收人", hazard.accepted_by]]
    return [
        Heading("隐患情况"),
        Para(f"{_addressee(hazard)}：{hazard.title}（编号 {hazard.no}）。"),
        Heading("整改情况"),
        Para(hazard.rectification or "尚未提交整改情况。"),
        Heading("复查意见"),
        Para(f"现状态：{hazard.next_step or '已销号'}；复查不通过 {hazard.reject_count} 次。"),
        Table([["人员", "姓名"], *[[label, who.name if who else "—"] for label, who in people]]),
        *signed_by("复查人员", "被复查单位负责人"),
    ]


def order(hazard: Any, reader: Any) -> list[Any]:
    """责令限期整改指令书, in the name of the agency."""
    until = day(hazard.deadline, "＿＿年＿＿月＿＿日")
    return [
        Para(f"{_addressee(hazard)}："),
        Para(f"经查，你单位存在下列问题：{hazard.title}。{hazard.description.rstrip('。')}。"
             f"（部位：{hazard.place or '见现场记录'}）"),
        Para(f"现责令你单位对上述问题于{until}前整改完毕，达到有关法律法规规章和标准规定的要求。"
             f"整改要求：{(hazard.requirement or '消除隐患，落实防范措施').rstrip('。')}。"),
        *([Para("整改期间，责令停产停业。")] if hazard.is_suspended else []),
        Para("由此造成事故的，依法追究有关人员的责任。整改期间，应当采取措施，确保安全生产；不具备安全生产条件的，不得恢复生产。"),
        Para(REMEDIES),
        *signed_by("被检查单位负责人", "执法人员", "执法人员"),
        Para("本文书一式两份：一份由被检查单位留存，一份存档。"),
    ]  # fmt: skip


def opinion(hazard: Any, reader: Any) -> list[Any]:
    """整改复查意见书, in the name of the agency."""
    found = "已整改完毕，复查合格" if hazard.accepted_by_id or not hazard.is_open else "尚未通过复查，请继续整改"
    return [
        Para(f"{_addressee(hazard)}："),
        Para(f"对你单位“{hazard.title}”（编号 {hazard.no}）的整改情况，经复查，提出如下意见："),
        Para(f"整改情况：{(hazard.rectification or '尚未提交').rstrip('。')}。"),
        Para(f"复查意见：{found}。复查日期：{day(hazard.rechecked_at.date() if hazard.rechecked_at else None)}。"),
        *signed_by("被复查单位负责人", "执法人员", "执法人员"),
        Para("本文书一式两份：一份由被复查单位留存，一份存档。"),
    ]
