"""A mass text leaves the platform, and what became of it comes back.

Two ways. With a list of numbers it goes out through the county's own SMS gateway (``records/notices/mass``), with its
rate, retries and receipts. Without one the order goes to the operator's mass service by hand: its number and its
receipts are typed in.
"""

import re
from collections.abc import Mapping
from typing import Any, BinaryIO

from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.core.errors import Conflict, Forbidden, Invalid
from anlan.records.notices import mass
from anlan.records.registers.outreach.models import SmsCampaign
from anlan.records.registry import traces
from anlan.records.registry.declare import BoardRows, Register
from anlan.records.registry.services import locked
from anlan.records.sites.tables.reading import BadFile, read_rows

NUMBERS_MAX = 50_000
MOBILE = re.compile(r"1[3-9]\d{9}")
COLUMN = "手机号"


def numbers_take(
    register: Register, *, actor: User, record_id: int, file: BinaryIO, size: int, name: str,
    request: HttpRequest | None = None,
) -> SmsCampaign:  # fmt: skip
    """Keep the numbers of a sheet with the column 手机号 for a campaign that has not been sent; replaces a former list.

    Raises:
        Forbidden, NotFound: not for this role, not there or out of scope.
        Conflict: it has been sent.
        Invalid: not such a sheet, or wrong numbers in it.
    """  # fmt: skip
    if not actor.may(register.right("send")):
        raise Forbidden
    phones = _numbers(file, size, name)
    drafted = mass.mass_draft(phones)
    try:
        return _attach(register, actor, record_id, drafted, len(phones), request)
    except Exception:
        mass.mass_end(drafted.pk)
        raise


@transaction.atomic
def _attach(register: Register, actor: User, record_id: int, drafted: Any, count: int, request: Any) -> SmsCampaign:
    campaign: SmsCampaign = locked(register, actor, record_id)
    if campaign.state not in ("asked", "approved"):
        raise Conflict("短信已发送或未获批准，不能再上传号码。", code="wrong_state")
    if campaign.mass_id is not None:
        mass.mass_end(campaign.mass_id)
    campaign.mass, campaign.number_count = drafted, count
    campaign.version += 1
    campaign.save()
    text = f"上传号码清单：{count} 个号码，发送后删除"
    traces.leave(register, campaign, "numbers", text, by=actor, changes={"numbers": count}, request=request)
    return campaign


def _numbers(file: BinaryIO, size: int, name: str) -> list[str]:
    try:
        rows = read_rows(file, size, name, NUMBERS_MAX)
    except BadFile as error:
        raise Invalid(str(error)) from error
    if rows and COLUMN not in rows[0][1]:
        raise Invalid(f"表头须有一列“{COLUMN}”。")
    found = [(no, row.get(COLUMN, "").strip().removeprefix("+86").replace(" ", "")) for no, row in rows]
    if wrong := [no for no, phone in found if not MOBILE.fullmatch(phone)]:
        raise Invalid(f"第 {'、'.join(map(str, wrong[:10]))} 行不是手机号码，共 {len(wrong)} 行；请更正后重新上传。")
    if not found:
        raise Invalid("清单中没有号码。")
    return list(dict.fromkeys(phone for _, phone in found))


def send(campaign: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Begin to send the list, or note whose job it is."""
    if campaign.mass is not None:
        if campaign.number_count > campaign.planned_count:
            raise Invalid(f"号码清单有 {campaign.number_count} 个号码，超过批准的 {campaign.planned_count} 条。")
        mass.mass_begin(campaign.mass, text=campaign.text)
    elif not campaign.job_no:
        raise Invalid(fields={"job_no": f"请先上传号码清单（/sms-numbers/{campaign.pk}），或填写运营商任务号。"})


def is_by_hand(campaign: Any) -> bool:
    """The operator sends it; receipts are typed in."""
    return campaign.mass_id is None


def is_by_gateway(campaign: Any) -> bool:
    """The platform sends it; receipts come by themselves."""
    return campaign.mass_id is not None


def receipts(campaign: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Receipts cannot be more than were sent."""
    if campaign.delivered_count + campaign.failed_count > campaign.sent_count:
        raise Invalid(fields={"delivered_count": "回执之和不能超过已发送条数。"})


def no_receipts(campaign: Any, actor: Any) -> str:
    """A campaign ends when it is known what became of it."""
    if campaign.mass is None:
        return "" if campaign.sent_count else "尚未登记回执。"
    left = mass.counted(campaign.mass)["waiting"]
    return f"还有 {left} 条待发或待回执，请稍后办结。" if left else ""


def finish(campaign: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Totals stay with the campaign; the numbers go."""
    if campaign.mass is not None:
        _keep(campaign, mass.mass_end(campaign.mass_id))


def drop(campaign: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Not approved: the list goes."""
    if campaign.mass is not None:
        mass.mass_end(campaign.mass_id)
        campaign.mass, campaign.number_count = None, 0


def stop(campaign: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """What has not gone out stays here; what went out is counted."""
    _keep(campaign, mass.mass_end(campaign.mass_id))


def _keep(campaign: Any, totals: Mapping[str, int]) -> None:
    campaign.sent_count, campaign.delivered_count = totals["sent"], totals["delivered"]
    campaign.failed_count, campaign.unsubscribed_count = totals["failed"], totals["left_out"]


def progress(campaign: Any, reader: Any) -> BoardRows:
    """How far the sending is, counted from its rows."""
    head = ["清单号码", "待发或待回执", "已交网关", "送达", "未成功", "已退订未发"]
    where = f"上传号码清单：/sms-numbers/{campaign.pk}" if campaign.state in ("asked", "approved") else ""
    if campaign.mass is None:
        return BoardRows(head, [], note=where)
    told = mass.counted(campaign.mass)
    cells = [campaign.number_count, *(told[name] for name in ("waiting", "sent", "delivered", "failed", "left_out"))]
    return BoardRows(head, [([str(one) for one in cells], [])], note=where)
