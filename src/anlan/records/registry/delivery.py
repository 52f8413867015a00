"""Documents delivered to an enterprise's account 电子送达: in-app notice, first look, acknowledgement of receipt.

A person may be served by electronic means only with consent (administrative penalty law, article 61) that holds today:
see :mod:`anlan.records.registry.consents`.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from anlan.records.accounts.choices import ScopeKind
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Forbidden, Invalid, NotFound
from anlan.records.notices.services import notify
from anlan.records.registry import selectors, traces
from anlan.records.registry.catalog import register_get
from anlan.records.registry.consents import consent_for_delivery
from anlan.records.registry.declare import PLANTS, Register
from anlan.records.registry.models import Delivery, MadeDocument
from anlan.records.registry.official.blocks import Para, Table
from anlan.records.registry.official.wording import moment, spaced
from anlan.records.registry.papers import document_get


@transaction.atomic
def document_deliver(
    register: Register, *, actor: User, record_id: int, document_id: int, consent: str = "",
    consent_on: date | None = None, request: HttpRequest | None = None,
) -> Delivery:  # fmt: skip
    """Deliver a document to the record's enterprise; its people are told.

    Raises:
        Forbidden, NotFound: not for this role, or not in scope.
        Invalid: no enterprise, nobody who could receive it there, or no consent to electronic delivery that
            holds today.
        Conflict: it has been delivered.
    """
    if not actor.may(register.right("edit")):
        raise Forbidden
    record = selectors.record_get(register, for_user=actor, record_id=record_id)
    document = document_get(register, for_user=actor, record_id=record_id, document_id=document_id)
    if register.is_confidential:
        raise Invalid(f"“{register.label}”的文书须保密，不能送达企业账号。")
    site = record.enterprise
    people = _receivers(site)
    if Delivery.objects.filter(document=document, enterprise=site).exists():
        raise Conflict("该文书已送达，请在送达记录中查看。", code="exists")
    basis = consent_for_delivery(site, said=consent, signed_on=consent_on, actor=actor, request=request)
    row = Delivery.objects.create(document=document, enterprise=site, consent=basis, sent_at=clock.now(), sent_by=actor)
    text = f"《{document.title}》{document.no} 已送达，请查看并签收"
    notify(people=people, incident_id=None, reason="delivered", text=text, key=f"delivery.{row.pk}",
           facts={"path": "/deliveries"})  # fmt: skip
    facts = {"delivery": row.pk, "no": document.no, "sha256": document.sha256, "consent": row.consent}
    traces.leave(register, record, "delivered", f"电子送达：{document.title} {document.no} → {site.name}", by=actor,
                 changes=facts, data={"no": document.no}, request=request)  # fmt: skip
    return row


def _receivers(site: Any) -> list[User]:
    if site is None:
        raise Invalid("记录没有关联企业，不能电子送达，请采用其他方式送达。")
    people = list(User.objects.filter(enterprise=site, role__in=PLANTS, is_active=True).order_by("id"))
    if not people:
        raise Invalid("该企业没有可以签收的账号，请先开通账号或采用其他方式送达。")
    return people


def delivery_list(*, for_user: User, state: str = "") -> QuerySet[Delivery]:
    """Deliveries to enterprises in the reader's scope, newest first."""
    scope = Scope.of(for_user)
    rows = Delivery.objects.select_related("document", "enterprise", "sent_by", "opened_by", "received_by")
    if scope.kind == "nothing":
        return rows.none()
    if scope.kind == ScopeKind.ENTERPRISE:
        rows = rows.filter(enterprise_id=scope.enterprise_id or 0) if for_user.role in PLANTS else rows.none()
    elif not scope.is_county:
        rows = rows.filter(scope.q("enterprise__"))
    if scope.kind != ScopeKind.ENTERPRISE:
        readable = [register.name for register in selectors.viewable(for_user)]
        rows = rows.filter(document__register__in=readable)
    waiting = {"waiting": Q(received_at=None), "received": Q(received_at__isnull=False)}.get(state, Q())
    return rows.filter(waiting).order_by("-id")


def delivery_get(*, for_user: User, delivery_id: int) -> Delivery:
    """One.

    Raises:
        NotFound: not there, or out of scope.
    """
    row = delivery_list(for_user=for_user).filter(pk=delivery_id).first()
    if row is None:
        raise NotFound
    return row


def _is_receiver(row: Delivery, person: User) -> bool:
    return person.enterprise_id == row.enterprise_id and person.role in PLANTS


@transaction.atomic
def delivery_open(*, actor: User, delivery_id: int, request: HttpRequest | None = None) -> MadeDocument:
    """The document, to be read; the first look by the enterprise is noted.

    Raises:
        NotFound: not there, or out of scope.
    """
    row = delivery_get(for_user=actor, delivery_id=delivery_id)
    if _is_receiver(row, actor) and row.opened_at is None:
        row = Delivery.objects.select_for_update().get(pk=row.pk)
        row.opened_at, row.opened_by = clock.now(), actor
        row.save(update_fields=["opened_at", "opened_by"])
        _leave(row, "opened", f"{row.enterprise.name}查看了送达文书 {row.document.no}", actor, request)
    return row.document


@transaction.atomic
def delivery_receive(*, actor: User, delivery_id: int, request: HttpRequest | None = None) -> Delivery:
    """Acknowledge receipt; the time stands on the certificate of service. A second time changes nothing.

    Raises:
        NotFound: not there, or out of scope.
        Forbidden: not one of the enterprise's people.
        Conflict: nobody has opened it yet.
    """
    row = delivery_get(for_user=actor, delivery_id=delivery_id)
    if not _is_receiver(row, actor):
        raise Forbidden("只有受送达企业的负责人或管理员可以签收。")
    row = Delivery.objects.select_for_update().get(pk=row.pk)
    if row.received_at is not None:
        return row
    if row.opened_at is None:
        raise Conflict("请先打开文书查看，再签收。", code="not_opened")
    row.received_at, row.received_by = clock.now(), actor
    row.save(update_fields=["received_at", "received_by"])
    _leave(row, "received", f"{row.enterprise.name}签收送达文书 {row.document.no}", actor, request)
    return row


def _leave(row: Delivery, kind: str, text: str, actor: User, request: HttpRequest | None) -> None:
    register = register_get(row.document.register)
    record = register.model.objects.get(pk=row.document.record_id)
    facts = {"delivery": row.pk, "no": row.document.no, "sha256": row.document.sha256}
    traces.leave(register, record, kind, text, by=actor, changes=facts, request=request)


def may_receive(row: Delivery, person: User) -> bool:
    """True when this person can acknowledge receipt now."""
    return _is_receiver(row, person) and row.opened_at is not None and row.received_at is None


def delivery_data(row: Delivery, reader: User) -> dict[str, Any]:
    """A delivery as the API gives it."""
    return {
        "id": row.pk, "document_id": row.document_id, "title": row.document.title, "no": row.document.no,
        "format": row.document.format, "sha256": row.document.sha256, "enterprise": row.enterprise.name,
        "consent": row.consent, "sent_at": row.sent_at.isoformat(), "sent_by": row.sent_by.name if row.sent_by else "",
        "opened_at": row.opened_at.isoformat() if row.opened_at else None,
        "opened_by": row.opened_by.name if row.opened_by else "",
        "received_at": row.received_at.isoformat() if row.received_at else None,
        "received_by": row.received_by.name if row.received_by else "",
        "is_mine": _is_receiver(row, reader), "may_receive": may_receive(row, reader),
        "url": f"/api/deliveries/{row.pk}/file",
    }  # fmt: skip


def deliveries_of(register: Register, record: Any) -> QuerySet[Delivery]:
    """Deliveries of a record's documents."""
    rows = Delivery.objects.filter(document__register=register.name, document__record_id=record.pk)
    return rows.select_related("document", "enterprise", "sent_by", "opened_by", "received_by").order_by("id")


def certificate(record: Any, reader: Any) -> list[Any]:
    """送达回证: every delivery of the record's documents, to whom, how, when, and who acknowledged it."""
    from anlan.records.registry.catalog import register_of

    rows = list(deliveries_of(register_of(record), record))
    if not rows:
        return [Para("本记录的文书尚未电子送达。")]
    found: list[Any] = []
    for row in rows:
        who = row.received_by
        found.append(Table([
            ["项目", "内容"],
            ["送达文书", f"{row.document.title} {row.document.no}"],
            ["受送达人", row.enterprise.name],
            ["送达方式", "电子送达（受送达人在本平台的账号）"],
            ["同意电子送达的依据", row.consent],
            ["送达人和时间", f"{row.sent_by.name if row.sent_by else '—'}，{moment(row.sent_at)}"],
            ["首次查看", moment(row.opened_at, "尚未查看")],
            ["签收人和时间", f"{who.name}，{moment(row.received_at)}" if who else "尚未签收"],
            ["文书 SHA-256", spaced(row.document.sha256)],
        ]))  # fmt: skip
    return found


__all__ = ["certificate", "delivery_data", "delivery_get", "delivery_list", "delivery_open",
           "delivery_receive", "document_deliver"]  # fmt: skip
