"""Commands of the administrator on channels: make, change, try. Secrets go in and never come out."""

import base64
import json
import secrets
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import transaction
from django.http import HttpRequest

from anlan.kit.sealing import NotOurs
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Invalid, NotFound
from anlan.records.notices.channels.catalogue import Kind, kinds
from anlan.records.notices.models import Channel, Delivery, PushSubscription
from anlan.records.notices.sealed import apart, box, secrets_of

EDITABLE = ("label", "is_enabled", "is_for_public", "rank", "per_minute", "receipt_within_s")
TEST_WITHIN = timedelta(minutes=2)


def channel_get(channel_id: int) -> Channel:
    """A channel that administrators see.

    Raises:
        NotFound: not there, or the platform's own.
    """
    row = Channel.objects.filter(pk=channel_id).first()
    if row is None or row.kind not in kinds() or kinds()[row.kind].is_internal:
        raise NotFound
    return row


@transaction.atomic
def channel_create(
    *, actor: User | None, name: str, label: str, kind: str, config: dict[str, Any], request: HttpRequest | None = None,
    **fields: Any,
) -> Channel:  # fmt: skip
    """Configure a way out.

    Raises:
        Invalid: unknown kind, a name that is taken, or settings that are not of their form.
    """
    known = kinds().get(kind)
    if known is None or known.is_internal:
        raise Invalid(fields={"kind": "没有该渠道类型。"})
    if Channel.objects.filter(name=name).exists():
        raise Invalid(fields={"name": "该代号已被使用。"})
    _require_phone(known, fields.get("is_for_public"))
    if kind == "webpush":
        config = {**config, **_push_keys()}
    _require_good(known, config)
    shown, hidden = apart(known, config)
    row = Channel.objects.create(name=name, label=label, kind=kind, options=shown, sealed=box(hidden), **fields)
    _note(
        actor,
        "channel.created",
        row,
        {"kind": [None, kind], **{f"{k}(已加密)": [None, "已设置"] for k in hidden}},
        request,
    )
    return row


@transaction.atomic
def channel_update(
    *, actor: User | None, channel: Channel, config: dict[str, Any] | None = None,
    request: HttpRequest | None = None, **fields: Any,
) -> Channel:  # fmt: skip
    """Change a channel; secrets that are not given, or empty, stay as they are.

    Raises:
        Invalid: settings that are not of their form, or mass texts by a channel that is no SMS.
    """
    changes = {n: [getattr(channel, n), v] for n, v in fields.items() if n in EDITABLE and getattr(channel, n) != v}
    _require_phone(kinds()[channel.kind], fields.get("is_for_public"))
    for name, (_, value) in changes.items():
        setattr(channel, name, value)
    if config is not None:
        _reconfigure(channel, config, changes)
    channel.failures, channel.down_since, channel.down_until = 0, None, None
    channel.save()
    _note(actor, "channel.changed", channel, changes, request)
    return channel


def _reconfigure(channel: Channel, config: dict[str, Any], changes: dict[str, list[Any]]) -> None:
    known = kinds()[channel.kind]
    shown, hidden = apart(known, config)
    if channel.kind == "webpush":
        shown["public_key"] = channel.options.get("public_key", "")
    kept = _kept(channel, known, hidden)
    _require_good(known, {**kept, **shown, **hidden})
    changes["options"] = [channel.options, shown]
    changes |= {f"{name}(已加密)": [None, "已更换"] for name in hidden}
    channel.options, channel.sealed = shown, box({**kept, **hidden})


def _kept(channel: Channel, kind: Kind, given: dict[str, str]) -> dict[str, str]:
    """The secrets that stay.

    Raises:
        Invalid: this process cannot open them (another key), so all must be entered again.
    """
    try:
        return secrets_of(channel)
    except NotOurs as error:
        missing = kind.secrets() - set(given)
        if not missing:
            return {}
        raise Invalid(fields=dict.fromkeys(missing, "原密钥无法打开，请重新填写。")) from error


@transaction.atomic
def channel_test(*, actor: User, channel: Channel, address: str, request: HttpRequest | None = None) -> Delivery:
    """Send a test message; what came of it is read from the delivery.

    Raises:
        Invalid: a push channel is tried on one's own browser, and that has not been turned on.
    """
    address = address or _own_browser(actor, channel)
    now = clock.now()
    row = Delivery.objects.create(
        channel=channel, person=actor, purpose="test", key=secrets.token_hex(16), address=address, grade_rank=1,
        text=f"【安澜】测试消息：渠道“{channel.label}”工作正常。", created_at=now, due_at=now,
        give_up_at=now + TEST_WITHIN,
    )  # fmt: skip
    _note(actor, "channel.tested", channel, {}, request)
    return row


def _own_browser(actor: User, channel: Channel) -> str:
    if kinds()[channel.kind].address != "push":
        return ""
    browser = PushSubscription.objects.filter(person=actor).order_by("-id").first()
    if browser is None:
        raise Invalid(fields={"address": "请先在用户菜单中开启本浏览器的推送。"})
    return json.dumps(browser.subscription)


def _require_phone(kind: Kind, is_for_public: Any) -> None:
    if is_for_public and not kind.may_be_public:
        raise Invalid(fields={"is_for_public": "群发只能使用短信类渠道。"})


def _require_good(kind: Kind, config: dict[str, Any]) -> None:
    if problems := kind.problems(config):
        raise Invalid(fields=problems)


def _push_keys() -> dict[str, str]:
    """A fresh VAPID pair, as browsers and RFC 8292 write them."""
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    private = key.private_numbers().private_value.to_bytes(32, "big")
    return {"public_key": _text(public), "private_key": _text(private)}


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _note(actor: User | None, action: str, row: Channel, changes: dict[str, Any], request: HttpRequest | None) -> None:
    audit_write(actor=actor, action=action, target=row, changes=changes, request=request)
