"""Access rows of documents delivered to enterprises: its own people receive, officials of its jurisdiction look on."""

from anlan.records.registry import papers
from anlan.records.registry.catalog import registers
from anlan.records.registry.models import Delivery
from tests.contract.access import SIGNED_IN, Place, Route, World
from tests.factories.registers import maker_of

#: Only the enterprise's own people may receive, and only what they have opened.
NOT_THEIRS = frozenset({403, 404, 409})


def delivery(world: World, place: Place) -> dict[str, object]:
    """A hazard's document, delivered to the enterprise of ``place``."""
    register, row = registers()["hazards"], world.record("hazards", place)
    made = papers.document_make(register, actor=maker_of(register), record_id=row.pk, paper="sheet", format="docx")
    sent = Delivery.objects.create(document=made, enterprise=place.enterprise, consent="送达地址确认书")
    return {"delivery_id": sent.pk}


ROUTES = [
    Route("GET", "/api/deliveries", SIGNED_IN, takes_tokens=False),
    Route("GET", "/api/deliveries/{delivery_id}/file", SIGNED_IN, delivery, may_answer=frozenset({404}),
          takes_tokens=False),
    Route("POST", "/api/deliveries/{delivery_id}/receive", SIGNED_IN, delivery, may_answer=NOT_THEIRS,
          takes_tokens=False),
    Route("GET", "/api/e-service-consents", SIGNED_IN, takes_tokens=False),
    Route("POST", "/api/e-service-consents", SIGNED_IN, may_answer=NOT_THEIRS, takes_tokens=False),
    Route("POST", "/api/e-service-consents/withdraw", SIGNED_IN, body=lambda w, p: {}, may_answer=NOT_THEIRS,
          takes_tokens=False),
]  # fmt: skip
