"""The same numbers as an Excel file: towns, enterprises, and the points of every enterprise that the reader sees."""

from collections.abc import Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.arrivals.choices import Period
from anlan.records.arrivals.selectors import Asked, arrivals, enterprise_points
from anlan.records.audit.services import audit_write
from anlan.records.core.clock import LOCAL
from anlan.records.sites.tables.writing import safe

SUMS = (
    ("应到", "due"), ("实到", "arrived"), ("到达率（%）", "rate"), ("测点", "points"), ("计入测点", "counted"),
    ("在线测点", "online"), ("测点在线率（%）", "points_rate"), ("网关", "gateways"), ("在线网关", "gateways_online"),
    ("网关在线率（%）", "gateways_rate"), ("未申报采样间隔", "no_interval"), ("尚未投用", "not_commissioned"),
    ("尚未统计", "not_counted"),
)  # fmt: skip
POINTS = (
    ("企业", "enterprise"), ("测点", "name"), ("位置", "place"), ("网关", "gateway"), ("采样间隔（秒）", "interval_s"),
    ("状态", "standing_name"), ("应到", "due"), ("实到", "arrived"), ("缺失", "missing"), ("到达率（%）", "rate"),
    ("最新数据", "newest_at"),
)  # fmt: skip
#: One question per enterprise: more are asked for by town.
ENTERPRISES_MAX = 1000


def arrivals_sheet(*, actor: User, asked: Asked, request: HttpRequest | None = None) -> IO[bytes]:
    """An Excel file of three sheets. The export is audited."""
    data = arrivals(for_user=actor, asked=asked)
    file = TemporaryFile()  # noqa: SIM115 # the caller sends and closes it
    book = xlsxwriter.Workbook(
        file, {"remove_timezone": True, "strings_to_formulas": False, "strings_to_urls": False}
    )  # names are names: neither "{=…}" nor "file://…" is run or opened
    head = f"{Period(asked.period).label}：{_local(data['from_at'])} 至 {_local(data['until_at'])}"
    _sheet(book, "乡镇街道", head, (("乡镇街道", "name"), ("企业", "enterprises"), *SUMS), data["towns"])
    _sheet(book, "企业", head, (("企业", "name"), ("乡镇街道", "town_name"), *SUMS), data["enterprises"])
    _sheet(book, "测点", head, POINTS, _points(actor, asked, data["enterprises"][:ENTERPRISES_MAX]))
    book.close()
    file.seek(0)
    with transaction.atomic():
        audit_write(actor=actor, action="arrivals.exported", changes={"period": asked.period}, request=request)
    return file


def _points(reader: User, asked: Asked, sites: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for site in sites:
        found = enterprise_points(for_user=reader, enterprise_id=site["id"], asked=asked)
        yield from ({**row, "enterprise": site["name"], "newest_at": _local(row["newest_at"])}
                    for row in found["points"])  # fmt: skip


def _sheet(book: Any, name: str, head: str, columns: Any, rows: Any) -> None:
    sheet = book.add_worksheet(name)
    sheet.write(0, 0, head)
    sheet.write(1, 0, "未申报采样间隔、尚未投用、尚未统计的测点不计入到达率。")
    sheet.write_row(2, 0, [heading for heading, _ in columns])
    for number, row in enumerate(rows, 3):
        for place, (_, key) in enumerate(columns):
            value = row[key]
            if value is not None:
                sheet.write(number, place, safe(value) if isinstance(value, str) else value)
    sheet.freeze_panes(3, 1)


def _local(at: datetime | None) -> str:
    return at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") if at else "—"
