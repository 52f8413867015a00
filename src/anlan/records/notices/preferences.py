"""How one person wants to be told: channels and their order, quiet hours, proven numbers, browsers."""

import hashlib
import hmac
import secrets
from datetime import time, timedelta
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings as django_settings
from django.db import transaction
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid, TooMany
from anlan.records.notices.channels.catalogue import kinds
from anlan.records.notices.channels.webpush.channel import allowed
from anlan.records.notices.choices import ContactKind
from anlan.records.notices.models import Channel, ContactPoint, Delivery, NoticePreference, PushSubscription
from anlan.records.notices.ways import Book, red_reaches

CODE_FOR = timedelta(minutes=10)
CODE_AGAIN_AFTER = timedelta(seconds=60)
MOST_TRIES = 5
MOST_BROWSERS = 10
SUBSCRIPTION_MAX = 1400
LANGUAGES = ("zh-hans", "en")


def preference_of(person: User) -> NoticePreference:
    """The person's preference; unsaved defaults where there is none."""
    return NoticePreference.objects.filter(person=person).first() or NoticePreference(person=person)


def reachable(person: User) -> list[tuple[Channel, bool]]:
    """Each channel in use, and whether this person has what it needs."""
    book = Book.read([person.pk])
    contacts = {kind: book.contacts.get((person.pk, kind)) for kind in ContactKind.values}
    has = {
        "none": True,
        "push": bool(book.browsers.get(person.pk)),
        "phone": bool(contacts["phone"] or person.phone),
        "email": bool(contacts["email"] or person.email),
    }
    return [(channel, has[kinds()[channel.kind].address]) for channel in book.channels]


@transaction.atomic
def preference_save(
    *,
    person: User,
    order: list[str],
    off: list[str],
    quiet_from: time | None,
    quiet_to: time | None,
    language: str,
    request: HttpRequest | None = None,
) -> NoticePreference:
    """Save somebody's own wishes.

    Raises:
        Invalid: an unknown channel or language, half of the quiet hours, or nothing would be left for red.
    """
    ways = {channel.name: has for channel, has in reachable(person)}
    fields: dict[str, str] = {}
    if (set(order) | set(off)) - set(Channel.objects.values_list("name", flat=True)):
        fields["order"] = "没有该渠道，请刷新后重试。"
    if not red_reaches(off, ways):
        fields["off"] = "至少保留一个可用渠道：红色报警必须能通知到您。"
    if (quiet_from is None) != (quiet_to is None) or (quiet_from is not None and quiet_from == quiet_to):
        fields["quiet_from"] = "请同时填写免打扰的开始和结束时间，且二者不同。"
    if language not in LANGUAGES:
        fields["language"] = "请选择简体中文或 English。"
    if fields:
        raise Invalid(fields=fields)
    row = preference_of(person)
    row.order, row.off, row.language = order, off, language
    row.quiet_from, row.quiet_to = quiet_from, quiet_to
    row.save()
    shown = {"off": [None, off], "quiet": [None, [str(quiet_from), str(quiet_to)]]}
    audit_write(actor=person, action="notice_preference.saved", target=row, changes=shown, request=request)
    return row


# --- proven numbers ------------------------------------------------------------------------------------


@transaction.atomic
def contact_claim(*, person: User, kind: str, value: str) -> ContactPoint:
    """Send a code to a number or address; it is used from the moment the code comes back.

    Raises:
        Invalid: not of its form.
        Conflict: no channel could carry the code.
        TooMany: a code was sent less than a minute ago.
    """
    value = value.strip()
    if kind not in ContactKind.values or not _is_of_form(kind, value):
        raise Invalid(fields={"value": "请填写正确的手机号码或邮箱地址。"})
    channel = next(
        (ch for ch in Channel.objects.filter(is_enabled=True, is_for_public=False) if _carries(ch, kind)), None
    )
    if channel is None:
        raise Conflict("尚未设置短信或邮件渠道，无法发送验证码，请联系系统管理员。", code="no_channel")
    now, code = clock.now(), f"{secrets.randbelow(10**6):06d}"
    row = ContactPoint.objects.select_for_update().filter(person=person, kind=kind).first()
    row = row or ContactPoint(person=person, kind=kind)
    if row.code_until is not None and row.code_until - CODE_FOR + CODE_AGAIN_AFTER > now:
        raise TooMany
    pending = f"{value}|{code}"
    row.value = row.value if row.verified_at else value
    row.code_hash, row.code_until, row.tries = _hash(pending), now + CODE_FOR, 0
    row.save()
    Delivery.objects.create(
        channel=channel, person=person, purpose="code", key=secrets.token_hex(16), address=value, grade_rank=1,
        text=f"【安澜】验证码 {code}，10 分钟内有效，请勿告诉他人。", created_at=now, due_at=now,
        give_up_at=now + CODE_FOR,
    )  # fmt: skip
    return row


def contact_prove(*, person: User, kind: str, value: str, code: str, request: HttpRequest | None = None) -> None:
    """Bring the code back.

    Raises:
        Invalid: wrong, too late, or tried too often; a wrong try is counted.
    """
    if not _prove(person, kind, f"{value.strip()}|{code.strip()}", value.strip(), request):
        raise Invalid(fields={"code": "验证码不正确或已失效，请重新获取。"})


@transaction.atomic
def _prove(person: User, kind: str, claim: str, value: str, request: HttpRequest | None) -> bool:
    """A transaction of its own: a wrong try must stay counted when the caller is refused."""
    row = ContactPoint.objects.select_for_update().filter(person=person, kind=kind).first()
    if row is None or row.code_until is None or clock.now() > row.code_until or row.tries >= MOST_TRIES:
        return False
    if not hmac.compare_digest(row.code_hash, _hash(claim)):
        row.tries += 1
        row.save(update_fields=["tries"])
        return False
    row.value, row.verified_at = value, clock.now()
    row.code_hash, row.code_until = "", None
    row.save()
    audit_write(actor=person, action="contact.verified", target=row, changes={"kind": [None, kind]}, request=request)
    return True


def _carries(channel: Channel, kind: str) -> bool:
    known = kinds().get(channel.kind)
    return known is not None and channel.kind == {"phone": "sms", "email": "email"}[kind]


def _is_of_form(kind: str, value: str) -> bool:
    if kind == ContactKind.EMAIL:
        name, _, host = value.partition("@")
        return bool(name) and "." in host and value.isprintable() and " " not in value and len(value) <= 200
    return value.lstrip("+").isdigit() and 7 <= len(value) <= 16


def _hash(text: str) -> str:
    return hmac.new(django_settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


# --- browsers ------------------------------------------------------------------------------------------


def push_channel() -> Channel | None:
    """The web push channel in use."""
    return Channel.objects.filter(kind="webpush", is_enabled=True).first()


@transaction.atomic
def browser_subscribe(*, person: User, subscription: dict[str, Any], device: str) -> PushSubscription:
    """Remember a browser; the same browser again belongs to whoever is signed in now.

    Raises:
        Conflict: no web push channel.
        Invalid: not a subscription, or of a push service that is not allowed; too many browsers.
    """
    channel = push_channel()
    if channel is None:
        raise Conflict("尚未设置浏览器推送渠道，请联系系统管理员。", code="no_channel")
    endpoint, keys = str(subscription.get("endpoint", "")), subscription.get("keys")
    parts = _address(endpoint)
    default = next(f.default for f in kinds()["webpush"].fields if f.name == "services")
    services = str(channel.options.get("services") or default)
    kept = {"endpoint": endpoint, "keys": {k: str(keys.get(k, "")) for k in ("p256dh", "auth")}} if isinstance(
        keys, dict) else {}  # fmt: skip
    if parts.scheme != "https" or not kept or not allowed(parts.hostname or "", services) or len(
        str(kept)) > SUBSCRIPTION_MAX:  # fmt: skip
        raise Invalid(fields={"subscription": "浏览器的推送服务不在允许范围内，请更换浏览器或联系系统管理员。"})
    row, _ = PushSubscription.objects.update_or_create(
        endpoint_hash=hashlib.sha256(endpoint.encode()).hexdigest(),
        defaults={"person": person, "subscription": kept, "device": device[:100], "created_at": clock.now()},
    )
    for old in PushSubscription.objects.filter(person=person).order_by("-id")[MOST_BROWSERS:]:
        old.delete()
    return row


def _address(endpoint: str) -> SplitResult:
    """The parts of an address; of what is none, empty ones."""
    try:
        return urlsplit(endpoint)
    except ValueError:
        return urlsplit("")


def browser_forget(*, person: User, endpoint: str) -> None:
    """The browser does not want to be pushed to any more."""
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    PushSubscription.objects.filter(person=person, endpoint_hash=digest).delete()
