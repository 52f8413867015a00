"""Commands: enter, change and try loudspeakers."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from anlan.kit.addresses import addresses_of
from anlan.kit.field_network import Forbidden as NotToBeCalled
from anlan.kit.field_network import address_to_call
from anlan.kit.sealing import seal
from anlan.kit.settings import settings
from anlan.kit.sip.address import SipAddress
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.loudspeakers.models import Broadcast, Loudspeaker
from anlan.records.loudspeakers.planning import next_test, trial_add
from anlan.records.sites.models import Workshop

Request = HttpRequest | None


@transaction.atomic
def loudspeaker_save(
    *, actor: User | None, loudspeaker: Loudspeaker | None = None, password: str | None = None,
    request: Request = None, **fields: Any,
) -> Loudspeaker:  # fmt: skip
    """Enter a loudspeaker, or change the given fields of one. ``password`` None stays, "" removes it.

    Raises:
        Invalid: an address that is none or must not be called, no owner or two, a workshop of another enterprise.
    """
    row = loudspeaker or Loudspeaker()
    changes = {name: [getattr(row, name), value] for name, value in fields.items() if getattr(row, name) != value}
    for name in changes:
        setattr(row, name, fields[name])
    if password is not None:
        row.sealed = seal(password, settings(), "notice") if password else ""
        changes["password(已加密)"] = [None, "已更换" if password else "已删除"]
    _require_good(row)
    row.next_test_at = next_test(row, clock.now())
    row.save()
    action = "loudspeaker.changed" if loudspeaker else "loudspeaker.created"
    audit_write(actor=actor, action=action, target=row, changes=changes, request=request)
    return row


def _require_good(row: Loudspeaker) -> None:
    if (row.enterprise_id is None) == (row.town_id is None):
        raise Invalid(fields={"enterprise_id": "请选择所属企业，或（村居喇叭）所属乡镇街道，二者选一。"})
    shop = Workshop.objects.filter(pk=row.workshop_id or 0).first()
    if row.workshop_id is not None and (shop is None or shop.enterprise_id != row.enterprise_id):
        raise Invalid(fields={"workshop_id": "车间不属于该企业。"})
    try:
        row.full_clean(exclude=["sealed"], validate_constraints=False)
        host = SipAddress.parse(row.sip_address).host
    except ValidationError as error:
        raise Invalid(fields={name: " ".join(told) for name, told in error.message_dict.items()}) from error
    except ValueError as error:
        raise Invalid(fields={"sip_address": "地址形如 sip:8001@10.30.1.5，可带 :端口。"}) from error
    _require_field_address(host)


def _require_field_address(host: str) -> None:
    """Only addresses typed as such are judged here: a name may be unknown today, and is judged at every call."""
    if not host.replace(".", "").isdigit():
        return
    try:
        addresses_of(host)
        address_to_call(host, settings().field_hosts)
    except NotToBeCalled as error:
        text = "不能呼叫本机、链路本地或组播地址；确需呼叫请系统管理员列入 ANLAN_FIELD_HOSTS。"
        raise Invalid(fields={"sip_address": text}) from error
    except OSError as error:
        raise Invalid(fields={"sip_address": "这不是有效的 IP 地址。"}) from error


@transaction.atomic
def loudspeaker_test(*, actor: User, loudspeaker: Loudspeaker, request: Request = None) -> Broadcast:
    """Try a loudspeaker now, without a sound; what came of it is read from the broadcast."""
    made = trial_add(loudspeaker, f"test.{secrets.token_hex(16)}", actor)
    audit_write(actor=actor, action="loudspeaker.tested", target=loudspeaker, request=request)
    return made
