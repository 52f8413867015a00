"""Documents of the special ledgers."""

from typing import Any

from anlan.records.registry.papers import Heading, Para, Table, day


def card(space: Any, reader: Any) -> list[Any]:
    """有限空间安全告知牌: hangs at the entrance."""
    return [
        Para(f"{space.enterprise.name} · {space.place}"),
        Heading("未经审批 严禁进入"),
        Table([["项目", "内容"], ["名称", space.title], ["类型", space.get_kind_display()],
               ["主要危险", space.get_danger_display()], ["其他危险", space.dangers or "—"],
               ["可能事故与防护要求", space.accident or "—"], ["责任岗位", space.guardian],
               ["下次复核", day(space.review_by)]]),
        Heading("作业程序"),
        Para("先通风、再检测、后作业；作业前审批，全程有人监护，检测不合格不进入；发生险情不盲目施救，先报警。"),
    ]  # fmt: skip
