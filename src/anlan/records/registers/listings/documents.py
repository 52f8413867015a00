"""Documents of a listing: the notice that lists, the acceptance form, the notice that strikes off."""

from typing import Any

from anlan.records.registry.papers import Heading, Para, Table, day, signed_by


def _unit(listing: Any) -> str:
    return listing.enterprise.name if listing.enterprise else (listing.town.name if listing.town else "有关单位")


def notice(listing: Any, reader: Any) -> list[Any]:
    """挂牌督办通知书."""
    until = day(listing.deadline, "本通知确定的期限")
    return [
        Para(f"{_unit(listing)}："),
        Para(
            f"经审定，对“{listing.title}”实行{listing.get_level_display()}督办（编号 {listing.no}"
            f"{'，批次 ' + listing.batch_no if listing.batch_no else ''}）。现将有关事项通知如下。"
        ),
        Heading("隐患情况"),
        Para(f"{listing.description}（挂牌依据：{listing.basis}）"),
        Heading("整改要求"),
        Para(f"{listing.requirement or '消除隐患，落实责任、措施、资金、时限和预案'}。"),
        Para(f"请于{until}前完成整改。整改期间应采取防范措施；不能保证安全的，应当全部或者部分停产停业。"),
        Heading("督办责任"),
        Table(
            [
                ["项目", "内容"],
                ["包保领导", listing.responsible_leader or "—"],
                ["督办部门", listing.supervising_dept or "—"],
                ["公布载体", listing.published_at or "待公布"],
            ]
        ),
        Para("整改完成后请申请验收。确需延期的，须在到期二十个工作日前书面申请。"),
    ]


def acceptance(listing: Any, reader: Any) -> list[Any]:
    """验收意见表: three opinions, three people."""
    people = (listing.applied_by, listing.reviewed_by, listing.accepted_by)
    said = (listing.rectification, listing.first_opinion, listing.acceptance_opinion)
    rows = [
        [what, text or "—", who.name if who else "—"]
        for what, text, who in zip(("整改单位", "督办部门初审", "安委办验收"), said, people, strict=True)
    ]
    return [
        Para(f"被督办单位：{_unit(listing)}。事项：{listing.title}（编号 {listing.no}）。"),
        Table([["环节", "意见", "经办人"], *rows]),
        *signed_by("整改单位负责人", "督办部门负责人", "安委办验收人"),
        Para(f"验收不通过 {listing.reject_count} 次，延期 {listing.extension_count} 次。"),
    ]


def delisting(listing: Any, reader: Any) -> list[Any]:
    """摘牌通知书."""
    lifted = day(listing.delisted_on, "（尚未摘牌）")
    return [
        Para(f"{_unit(listing)}："),
        Para(
            f"“{listing.title}”（编号 {listing.no}）经整改并验收合格，于{lifted}解除{listing.get_level_display()}督办。"
        ),
        Para(f"验收意见：{listing.acceptance_opinion or '—'}。结果公布于：{listing.result_published_at or '—'}。"),
        Para("请落实长效措施，防止隐患反弹；发现反弹的，将重新挂牌并从严处理。"),
    ]
