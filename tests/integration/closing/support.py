"""A work order brought to its end by people."""

import io
from typing import Any

from PIL import Image

from anlan.domain.incident_states import IncidentAction
from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.core.files import Capture, photo_keep
from anlan.records.incidents.intake import take_in
from anlan.records.incidents.models import Incident
from anlan.records.incidents.services import Form, act
from anlan.records.sites.models import Point
from tests.factories import PointFactory, UserFactory
from tests.factories.alarms import cleared, incident_of, raised


def picture(colour: str = "steelblue") -> bytes:
    sink = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(sink, "JPEG")
    return sink.getvalue()


def handler_of(order: Incident) -> User:
    return UserFactory(role=Role.ENTERPRISE_PRINCIPAL, name="示例处置员", enterprise=order.enterprise)


def fed_back(point: Point | None = None, *, photo: bool = False, **changes: Any) -> Incident:
    """Alarmed, back to normal, accepted and handled by the enterprise."""
    begun = raised(point or PointFactory(), "HH", **changes)
    take_in([begun])
    take_in([cleared(begun)])
    order = incident_of(begun)
    handler = handler_of(order)
    act(incident_id=order.pk, action=IncidentAction.ACCEPT, actor=handler, form=Form())
    ids = []
    if photo:
        capture = Capture(lon=120.66123, lat=27.79456, accuracy_m=6)
        ids = [photo_keep(data=picture(), caption="更换后的垫片", by=handler, capture=capture).pk]
    form = Form(comment="已关闭阀门并更换垫片。", measures_done=["切断氨源", "开启事故风机"], attachment_ids=ids)
    act(incident_id=order.pk, action=IncidentAction.FEEDBACK, actor=handler, form=form)
    order.refresh_from_db()
    return order


def closed(point: Point | None = None, *, photo: bool = False, **changes: Any) -> Incident:
    """… and verified by a second person."""
    order = fed_back(point, photo=photo, **changes)
    verifier = UserFactory(role=Role.TOWN_OFFICER, name="示例复核员", town=order.enterprise.town)
    reason = "" if photo else "现场断电无法拍照"
    act(incident_id=order.pk, action=IncidentAction.VERIFY, actor=verifier, form=Form(reason=reason))
    order.refresh_from_db()
    return order
