"""The document of the register of equipment checks."""

from typing import Any

from anlan.records.registry.papers import Heading, Para, Table, day


def reminder(check: Any, reader: Any) -> list[Any]:
    """检验到期提示函."""
    return [
        Para(f"{check.enterprise.name}："),
        Para(f"你单位下列设备的检验（检定）有效期至{day(check.ends_on)}，请在到期前委托有资质的机构检验；"
             "未经检验或检验不合格的，不得继续使用。"),
        Heading("设备情况"),
        Table([["项目", "内容"], ["设备名称", check.title], ["类别", check.get_kind_display()],
               ["设备编号", check.device_no], ["安装位置", check.place or "—"],
               ["上次检验机构", check.agency], ["上次报告编号", check.report_no],
               ["上次检验日期", day(check.checked_on)]]),
    ]  # fmt: skip
