"""What the platform says to a field gateway: a test message, or the configuration it is to measure by.

Only to that gateway, only through its own connection, and each message is in the audit trail. Plants are read, never
switched: there is no command here.
"""

from typing import Any, Literal

import orjson
from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from anlan.bus import downlink_client
from anlan.records.accounts.choices import Permission
from anlan.records.accounts.guard import allowed
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.core.schemas import PROBLEMS, StrictSchema
from anlan.records.sites import selectors
from anlan.records.sites.models import Gateway
from anlan.records.sites.publication import point_configs
from anlan.web import live

router = Router(tags=["gateways"])

TIME_LIMIT_S = 2.0
#: The drivers' own limit of one packet, less its header.
MOST_BYTES = 120 * 1024


class MessageIn(StrictSchema):
    """``test``: a text the installer sees on the device. ``config``: the points that the platform knows of it."""

    what: Literal["test", "config"]
    text: str = Field("", max_length=200)


class MessageOut(Schema):
    """Whether a connection of the gateway took it; false also when it has not subscribed."""

    is_delivered: bool


@router.post("/gateways/{int:gateway_id}/message", response={200: MessageOut, **PROBLEMS})
def gateway_message(request: HttpRequest, gateway_id: int, body: MessageIn) -> dict[str, bool]:
    """Send a test message, or the gateway's configuration, to the gateway itself."""
    user = allowed(request, Permission.GATEWAY_MANAGE)
    gateway = selectors.gateway_get(for_user=user, gateway_id=gateway_id)
    payload = orjson.dumps(_content(gateway, body))
    if len(payload) > MOST_BYTES:
        raise Invalid("该网关测点过多，配置无法一次下发。")
    is_delivered = _send(gateway.pk, payload)
    with transaction.atomic():
        changes = {"what": [None, body.what], "is_delivered": [None, is_delivered]}
        audit_write(actor=user, action="gateway.message_sent", target=gateway, changes=changes, request=request)
    return {"is_delivered": is_delivered}


def _send(gateway_id: int, payload: bytes) -> bool:
    try:
        return live.ask(downlink_client.send(live.hub().bus, gateway_id, payload, TIME_LIMIT_S), TIME_LIMIT_S + 1)
    except (live.NotLive, TimeoutError):
        return False


def _content(gateway: Gateway, body: MessageIn) -> dict[str, Any]:
    head = {"type": body.what, "ts": clock.now_ms()}
    if body.what == "test":
        return {**head, "text": body.text}
    configs = point_configs(gateway.points.values_list("pk", flat=True))
    names = ("address", "name", "kind", "unit", "resolution", "range_low", "range_high")
    return {**head, "points": [{name: getattr(config, name) for name in names} for config in configs]}
