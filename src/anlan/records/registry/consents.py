"""An enterprise's consent to be served in its account: given for a time, withdrawn at any moment, never assumed.

How long it holds and when its end is announced stands in ``data/clocks.csv``: assumptions, for the law asks for the
consent and says nothing of its length. The newest consent of an enterprise counts, and no older one behind it.
"""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from anlan.records.accounts.choices import ScopeKind
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Forbidden, Invalid
from anlan.records.core.locks import lock_names
from anlan.records.notices.services import notify
from anlan.records.registry.clocks import Clocks, clocks_read
from anlan.records.registry.declare import PLANTS
from anlan.records.registry.models import EServiceConsent
from anlan.records.sites.models import Enterprise

SIGNED_ON_SITE = "现场签署时同意电子送达"
IN_ACCOUNT = "企业在账号中确认同意电子送达"
ASK_AGAIN = "请企业在“文书送达”页面确认、现场签署，或填写新的送达地址确认书；也可采用其他方式送达。"
#: Most reminders of one sweep.
BATCH = 100


@cache
def limits() -> Clocks:
    """How long a consent holds and when its end is announced."""
    return clocks_read(Path(__file__).parent / "data" / "clocks.csv")


def consent_of(site: Enterprise) -> EServiceConsent | None:
    """The one that counts, whether or not it still holds."""
    return EServiceConsent.objects.filter(enterprise=site).order_by("-given_at", "-id").first()


def consent_state(row: EServiceConsent | None) -> str:
    """``none``, ``valid``, ``ended`` or ``withdrawn``."""
    if row is None:
        return "none"
    if row.withdrawn_at is not None:
        return "withdrawn"
    return "valid" if clock.today() <= row.until else "ended"


@transaction.atomic
def consent_keep(
    site: Enterprise, *, source: str, basis: str, actor: User, given_at: datetime | None = None,
    request: HttpRequest | None = None,
) -> EServiceConsent:  # fmt: skip
    """A new consent, which counts from now on."""
    given_at = given_at or clock.now()
    until = given_at.astimezone(clock.LOCAL).date() + timedelta(days=limits()["e_service_consent"].value)
    row = EServiceConsent.objects.create(
        enterprise=site, source=source, basis=basis, given_at=given_at, until=until, kept_by=actor
    )
    facts = {"enterprise": site.pk, "source": source, "basis": basis, "until": until.isoformat()}
    audit_write(actor=actor, action="e_service.agreed", target=site, changes=facts, request=request)
    return row


def consent_for_delivery(
    site: Enterprise, *, said: str, signed_on: date | None, actor: User, request: HttpRequest | None = None
) -> str:
    """On what consent a document may be delivered now; ``said`` names a confirmation on paper of the day ``signed_on``.

    Raises:
        Invalid: none holds: what happened to it, and what to do.
    """
    lock_names([f"e_service.{site.pk}"])
    newest = consent_of(site)
    if said := said.strip()[:200]:
        newest = _from_paper(site, newest, said, signed_on, actor, request)
    state = consent_state(newest)
    if newest is not None and state == "valid":
        return f"{newest.basis}（有效期至 {newest.until}）"[:200]
    raise Invalid(fields={"consent": _why_not(newest, state)})


def _why_not(row: EServiceConsent | None, state: str) -> str:
    if row is None:
        return f"该企业没有同意电子送达的记录（行政处罚法第六十一条）。{ASK_AGAIN}"
    if state == "withdrawn":
        at = row.withdrawn_at.astimezone(clock.LOCAL) if row.withdrawn_at else None
        return f"该企业已于 {at:%Y-%m-%d} 撤回电子送达同意，不能送达企业账号。{ASK_AGAIN}"
    return f"该企业的电子送达同意已于 {row.until} 到期，不能送达企业账号。{ASK_AGAIN}"


def _from_paper(
    site: Enterprise, newest: EServiceConsent | None, said: str, signed_on: date | None, actor: User,
    request: HttpRequest | None,
) -> EServiceConsent:  # fmt: skip
    """A confirmation on paper counts from the day it was signed: never against a withdrawal that came after it."""
    today = clock.today()
    if newest is not None and newest.withdrawn_at is not None:
        withdrawn_on = newest.withdrawn_at.astimezone(clock.LOCAL).date()
        if signed_on is None or signed_on <= withdrawn_on:
            told = f"该企业已于 {withdrawn_on} 撤回同意：须有此后签署的确认书，请填写其签署日期。"
            raise Invalid(fields={"consent_on": told})
    signed_on = signed_on or today
    if signed_on > today:
        raise Invalid(fields={"consent_on": "确认书的签署日期不能晚于今天。"})
    if today > signed_on + timedelta(days=limits()["e_service_consent"].value):
        held = limits()["e_service_consent"].value
        raise Invalid(fields={"consent_on": f"该确认书签署已超过 {held} 天，不再有效。{ASK_AGAIN}"})
    if newest is not None and consent_state(newest) == "valid" and newest.basis == said:
        return newest
    given_at = datetime.combine(signed_on, clock.now().astimezone(clock.LOCAL).time(), clock.LOCAL)
    paper = EServiceConsent.Source.PAPER
    return consent_keep(site, source=paper, basis=said, actor=actor, given_at=given_at, request=request)


def consent_list(*, for_user: User) -> QuerySet[EServiceConsent]:
    """The newest consent of every enterprise in scope; those that end first come first."""
    newer = EServiceConsent.objects.filter(enterprise=OuterRef("enterprise")).order_by("-given_at", "-id")
    rows = EServiceConsent.objects.filter(pk=newer.values("pk")[:1]).select_related("enterprise", "withdrawn_by")
    scope = Scope.of(for_user)
    if scope.kind == "nothing":
        return rows.none()
    if scope.kind == ScopeKind.ENTERPRISE:
        return rows.filter(enterprise_id=scope.enterprise_id or 0) if for_user.role in PLANTS else rows.none()
    rows = rows if scope.is_county else rows.filter(scope.q("enterprise__"))
    return rows.order_by("until", "id")


@transaction.atomic
def consent_give(*, actor: User, request: HttpRequest | None = None) -> EServiceConsent:
    """The enterprise agrees in its account, or agrees again before the end.

    Raises:
        Forbidden: not one of an enterprise's principals or managers.
    """
    site = _own(actor)
    lock_names([f"e_service.{site.pk}"])
    account = EServiceConsent.Source.ACCOUNT
    return consent_keep(site, source=account, basis=f"{IN_ACCOUNT}（{actor.name}）", actor=actor, request=request)


@transaction.atomic
def consent_withdraw(*, actor: User, reason: str = "", request: HttpRequest | None = None) -> EServiceConsent:
    """The enterprise withdraws; what was delivered before stays delivered, nothing more is.

    Raises:
        Forbidden: not one of an enterprise's principals or managers.
        Conflict: there is nothing that holds.
    """
    site = _own(actor)
    lock_names([f"e_service.{site.pk}"])
    newest = consent_of(site)
    row = EServiceConsent.objects.select_for_update().get(pk=newest.pk) if newest else None
    if row is None or consent_state(row) != "valid":
        raise Conflict("没有有效的电子送达同意，无需撤回。", code="wrong_state")
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = clock.now(), actor, reason.strip()[:500]
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    facts = {"enterprise": site.pk, "until": row.until.isoformat()}
    audit_write(actor=actor, action="e_service.withdrawn", target=site, changes=facts, reason=reason, request=request)
    if row.kept_by is not None and row.kept_by.pk != actor.pk:
        _tell([row.kept_by], row, "withdrawn", f"{site.name}撤回了电子送达同意，此后请采用其他方式送达")
    return row


def _own(actor: User) -> Enterprise:
    if actor.enterprise is None or actor.role not in PLANTS:
        raise Forbidden("只有企业的负责人或管理员可以同意或撤回电子送达。")
    return actor.enterprise


@transaction.atomic
def consents_remind() -> int:
    """Tell enterprises and whoever took the consent that it ends soon, once; called by the worker. How many."""
    today = clock.today()
    border = today + timedelta(days=limits()["consent_reminder"].value)
    newer = EServiceConsent.objects.filter(enterprise=OuterRef("enterprise"), given_at__gt=OuterRef("given_at"))
    due = EServiceConsent.objects.filter(
        ~Exists(newer), until__gte=today, until__lte=border, reminded_at=None, withdrawn_at=None,
        enterprise__is_active=True,
    )  # fmt: skip
    rows = list(due.select_for_update(of=("self",), skip_locked=True).select_related("enterprise", "kept_by")[:BATCH])
    for row in rows:
        row.reminded_at = clock.now()
        row.save(update_fields=["reminded_at"])
        people = list(User.objects.filter(enterprise=row.enterprise, role__in=PLANTS, is_active=True))
        keeper = [row.kept_by] if row.kept_by is not None and row.kept_by.is_active else []
        text = f"{row.enterprise.name}的电子送达同意将于 {row.until} 到期，到期后不能送达企业账号，请重新确认"
        _tell([*people, *keeper], row, "reminded", text)
    return len(rows)


def _tell(people: list[User], row: EServiceConsent, reason: str, text: str) -> None:
    notify(people=people, incident_id=None, reason=reason, text=text, key=f"e_service.{row.pk}.{reason}",
           facts={"path": "/deliveries"})  # fmt: skip


def consent_data(row: EServiceConsent) -> dict[str, Any]:
    """A consent as the API gives it."""
    return {
        "enterprise_id": row.enterprise_id, "enterprise": row.enterprise.name, "source": row.source,
        "basis": row.basis, "given_at": row.given_at, "until": row.until, "state": consent_state(row),
        "withdrawn_at": row.withdrawn_at, "withdrawn_by": row.withdrawn_by.name if row.withdrawn_by else "",
    }  # fmt: skip
