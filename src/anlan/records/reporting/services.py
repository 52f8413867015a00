"""Commands on platforms above and on the ledger."""

import json
import secrets
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.http import HttpRequest

from anlan.kit.addresses import listed
from anlan.kit.sealing import seal
from anlan.kit.settings import settings
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.places.county import county
from anlan.records.reporting.catalogue import SCHEMA, TEST, kinds
from anlan.records.reporting.choices import ReportState, Signing
from anlan.records.reporting.models import Destination, Report
from anlan.records.reporting.selectors import destination_get, report_get

Request = HttpRequest | None
SECRET_MIN = 16
DESTINATIONS_MAX = 10


@transaction.atomic
def destination_create(
    *,
    actor: User,
    name: str,
    url: str,
    secret: str,
    chosen: Sequence[str] = (),
    signing: str = "",
    request: Request = None,
) -> Destination:
    """Set up a platform above; it is told nothing but ``chosen`` kinds, from now on. ``signing`` empty: by the suite.

    Raises:
        Invalid: a name that is taken, an address that is not https, a short secret, an unknown kind, too many.
    """
    if Destination.objects.filter(name=name).exists():
        raise Invalid(fields={"name": "该名称已被使用。"})
    if Destination.objects.count() >= DESTINATIONS_MAX:
        raise Invalid(f"上级平台最多 {DESTINATIONS_MAX} 个，请先停用并改用已有的。")
    _require_url(url)
    row = Destination(name=name, url=url, signing=signing or usual_signing(), since=_since({}, chosen))
    if row.signing != Signing.SM2:
        _require_secret(secret)
        row.sealed = seal(secret, settings(), "notice")
    row.save(force_insert=True)
    facts = {
        "url": [None, url],
        "kinds": [None, sorted(row.since)],
        "signing": [None, row.signing],
        "secret(已加密)": [None, "已设置" if row.sealed else None],
    }
    audit_write(actor=actor, action="reporting.destination_created", target=row, changes=facts, request=request)
    return row


@transaction.atomic
def destination_update(
    *,
    actor: User,
    destination_id: int,
    url: str | None = None,
    secret: str = "",
    chosen: Sequence[str] | None = None,
    signing: str = "",
    is_enabled: bool | None = None,
    request: Request = None,
) -> Destination:
    """Change a platform; an empty secret stays. A kind that is added is told from now on. What waits is tried at once.

    Raises:
        NotFound, Invalid: as for a new one.
    """
    destination_get(destination_id)
    row = Destination.objects.select_for_update().get(pk=destination_id)
    changes: dict[str, Any] = {}
    if url is not None and url != row.url:
        _require_url(url)
        changes["url"], row.url = [row.url, url], url
    if secret:
        _require_secret(secret)
        changes["secret(已加密)"], row.sealed = [None, "已更换"], seal(secret, settings(), "notice")
    if signing and signing != row.signing:
        changes["signing"], row.signing = [row.signing, signing], signing
    if row.signing != Signing.SM2 and not row.sealed:
        _require_secret(secret)
    if chosen is not None and set(chosen) != set(row.since):
        changes["kinds"] = [sorted(row.since), sorted(chosen)]
        row.since = _since(row.since, chosen)
    if is_enabled is not None and is_enabled != row.is_enabled:
        changes["is_enabled"], row.is_enabled = [row.is_enabled, is_enabled], is_enabled
    row.save()
    row.reports.filter(state=ReportState.WAITING, due_at__gt=clock.now()).update(due_at=clock.now())
    audit_write(actor=actor, action="reporting.destination_changed", target=row, changes=changes, request=request)
    return row


@transaction.atomic
def destination_test(*, actor: User, destination_id: int, request: Request = None) -> Report:
    """Put a test into the ledger; it waits its turn like any fact, and its line says what was answered."""
    row, now, here = destination_get(destination_id), clock.now(), county()
    key = secrets.token_hex(20)
    place = {"code": here.code, "name": here.name}
    said = {"schema": SCHEMA, "id": key, "kind": TEST, "event": TEST, "at": now.isoformat(), "county": place}
    report = Report.objects.create(
        destination=row, key=key, kind=TEST, event=TEST, record_id=0, title="联通测试", created_at=now, due_at=now,
        body=json.dumps(said, ensure_ascii=False),
    )  # fmt: skip
    audit_write(actor=actor, action="reporting.tested", target=row, request=request)
    return report


@transaction.atomic
def report_resend(*, actor: User, report_id: int, reason: str, request: Request = None) -> Report:
    """Send a fact again, under the same key and with the same words.

    Raises:
        NotFound: no such line.
        Conflict: it waits already.
    """
    report_get(report_id)
    row = Report.objects.select_for_update().get(pk=report_id)
    if row.state == ReportState.WAITING:
        raise Conflict("该条正在等待上报，无须重发。", code="wrong_state")
    before, row.state, row.due_at, row.attempts = row.state, ReportState.WAITING, clock.now(), 0
    row.save()
    changes = {"state": [before, row.state], "key": row.key}
    audit_write(actor=actor, action="reporting.resent", target=row, changes=changes, reason=reason, request=request)
    return row


def _since(before: dict[str, str], chosen: Sequence[str]) -> dict[str, str]:
    known = kinds()
    if unknown := [name for name in chosen if name not in known]:
        raise Invalid(fields={"kinds": f"没有该类别：{'、'.join(unknown)[:100]}。"})
    now = clock.now().isoformat()
    return {name: before.get(name, now) for name in chosen}


def usual_signing() -> str:
    """How a new platform is signed for unless told otherwise."""
    return Signing.HMAC_SM3 if settings().crypto_suite == "guomi" else Signing.HMAC_SHA256


def _require_url(url: str) -> None:
    """https, or a host inside one's own walls that the settings name; who may be spoken to is judged when sending."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        raise Invalid(fields={"url": "地址格式有误。"}) from error
    inside = listed(settings().notice_private_hosts)
    if not host or parts.username or (parts.scheme != "https" and not (parts.scheme == "http" and host in inside)):
        raise Invalid(fields={"url": "地址应以 https:// 开头；内网 http 地址须先列入 ANLAN_NOTICE_PRIVATE_HOSTS。"})


def _require_secret(secret: str) -> None:
    if len(secret) < SECRET_MIN:
        raise Invalid(fields={"secret": f"签名密钥不少于 {SECRET_MIN} 个字符。"})
