"""A roster from a spreadsheet: 日期, 开始, 结束, 用户名, 替班用户名. All rows or none."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import BinaryIO

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core.clock import LOCAL
from anlan.records.core.errors import Invalid
from anlan.records.rosters.models import Post, Shift
from anlan.records.rosters.selectors import post_get
from anlan.records.rosters.services import fits, require_keeper, roster_changed
from anlan.records.sites.tables.reading import Row, read_rows

COLUMNS = ("日期", "开始", "结束", "用户名", "替班用户名")
ERRORS_SHOWN = 20


def template(shifts: list[Shift]) -> bytes:
    """An Excel file with the columns of the import, filled with ``shifts``."""
    import openpyxl  # dear, and rarely needed

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(COLUMNS))
    for shift in shifts:
        begins, ends = shift.begins_at.astimezone(LOCAL), shift.ends_at.astimezone(LOCAL)
        stand_in = shift.substitute.username if shift.substitute else ""
        sheet.append([f"{begins:%Y-%m-%d}", f"{begins:%H:%M}", f"{ends:%H:%M}", shift.person.username, stand_in])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@transaction.atomic
def roster_import(
    *, actor: User, post_id: int, file: BinaryIO, size: int, name: str, request: HttpRequest | None = None
) -> int:
    """Take in a roster; shifts that begin on the file's days are replaced. Returns the number of shifts.

    Raises:
        BadFile: not a table. Invalid: rows that are wrong, each with its number and what to do.
    """
    post = post_get(for_user=actor, post_id=post_id)
    require_keeper(actor, post)
    rows = read_rows(file, size, name)
    people = {user.username: user for user in User.objects.filter(username__in=_names(rows))}
    read = [(number, _shift(post, row, people)) for number, row in rows]
    wrong = {f"第 {number} 行": said for number, said in read if isinstance(said, str)}
    shifts = [said for _, said in read if isinstance(said, Shift)]
    if wrong or not shifts:
        raise Invalid(fields=dict(list(wrong.items())[:ERRORS_SHOWN]) or {"file": "文件中没有班次。"})
    first = min(shift.begins_at for shift in shifts)
    last = max(shift.begins_at for shift in shifts)
    Shift.objects.filter(post=post, begins_at__gte=first, begins_at__lte=last).delete()
    Shift.objects.bulk_create(shifts)
    roster_changed(post)
    audit_write(
        actor=actor, action="roster.imported", target=post, changes={"shifts": len(shifts), "file": name[:100]},
        request=request,
    )  # fmt: skip
    return len(shifts)


def _names(rows: list[tuple[int, Row]]) -> set[str]:
    return {row.get(column, "").strip() for _, row in rows for column in ("用户名", "替班用户名")} - {""}


def _shift(post: Post, row: Row, people: dict[str, User]) -> "Shift | str":
    """The shift of one row, or what is wrong with it."""
    try:
        day = date.fromisoformat(row.get("日期", "").strip()[:10].replace("/", "-"))
        begins, ends = (time.fromisoformat(row.get(name, "").strip()[:5]) for name in ("开始", "结束"))
    except ValueError:
        return "日期应为 2026-11-28，时间应为 20:00。"
    begins_at = datetime.combine(day, begins, LOCAL)
    ends_at = datetime.combine(day if ends > begins else day + timedelta(days=1), ends, LOCAL)
    named = [row.get(column, "").strip() for column in ("用户名", "替班用户名")]
    person, substitute = (people.get(name) for name in named)
    if person is None or (named[1] and substitute is None):
        return f"没有用户名为“{named[0] if person is None else named[1]}”的用户。"
    for one in (person, substitute):
        if one is not None and (why := fits(post, one)):
            return why
    return Shift(
        post=post, begins_at=begins_at, ends_at=ends_at, person=person, substitute=substitute,
        serves=substitute or person,
    )  # fmt: skip
