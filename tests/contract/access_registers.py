"""Access rows of all registers: made from their declarations, so a new register is in the table at once."""

from collections.abc import Iterator

from anlan.records.core.models import Attachment
from anlan.records.core.photos import file_keep
from anlan.records.registry import selectors
from anlan.records.registry.catalog import registers
from anlan.records.registry.declare import Register
from tests.contract.access import SIGNED_IN, Place, Route, World
from tests.factories.registers import values_of

BASE = "/api/registers/{name}"
RECORD = BASE + "/records/{record_id}"
#: Forms are filled in for real in the timelines; here an empty one is refused only after the rights were asked.
FORM = frozenset({422})
#: What is signed is not what the record says; asked after the rights.
CHANGED = frozenset({409})


def unsigned(world: World, place: Place) -> dict[str, object]:
    """Somebody signs a text that no record says."""
    signer = {"role": "officer", "name": "张队", "photo_id": 1, "signed_at": "2026-06-01T09:00:00+08:00"}
    return {"statement": "别的内容", "signers": [signer]}


def routes_of(register: Register) -> Iterator[Route]:
    """Every route for one register."""
    view, scoped = register.right("view"), not register.is_public

    def here(world: World, place: Place) -> dict[str, object]:
        return {"name": register.name}

    def record(world: World, place: Place) -> dict[str, object]:
        return {"name": register.name, "record_id": world.record(register.name, place).pk}

    def photo(world: World, place: Place) -> dict[str, object]:
        row = world.record(register.name, place)
        kept = file_keep(b"a picture")
        made = Attachment.objects.create(
            sha256=kept, thumb_sha256=kept, media_type="image/jpeg", size_bytes=9, width_px=1, height_px=1,
            owner_type=selectors.owner_type(register, register.slots[0].name), owner_id=row.pk,
        )  # fmt: skip
        return {**record(world, place), "photo_id": made.pk, "size": "thumb"}

    def document(world: World, place: Place) -> dict[str, object]:
        return {**record(world, place), "document_id": world.document(register.name, place).pk}

    def edit(world: World, place: Place) -> dict[str, object]:
        row = world.record(register.name, place)
        row.refresh_from_db()
        return {"version": row.version, "values": {}}

    def link(world: World, place: Place) -> dict[str, object]:
        return {"register_name": "incident", "record_id": place.alarm.incident_id}

    def new(world: World, place: Place) -> dict[str, object]:
        return {"values": values_of(register, place.enterprise)}

    step = register.steps[0]
    yield Route("GET", BASE + "/schema", view, here, is_scoped=False)
    yield Route("GET", BASE + "/records", view, here, is_scoped=False)
    yield Route("POST", BASE + "/records", register.right("create"), here, body=new, is_scoped=False)
    yield Route("GET", RECORD, view, record, is_scoped=scoped)
    yield Route("PATCH", RECORD, register.right("edit"), record, body=edit, is_scoped=scoped)
    yield Route(
        "POST", RECORD + "/steps/{step}", register.right(step.right),
        lambda w, p: {**record(w, p), "step": step.name}, body=lambda w, p: {}, is_scoped=scoped, may_answer=FORM,
    )  # fmt: skip
    yield Route(
        "POST", BASE + "/bulk/{step}", register.right(step.right), lambda w, p: {**here(w, p), "step": step.name},
        body=lambda w, p: {"record_ids": [w.record(register.name, p).pk]}, is_scoped=False, may_answer=FORM,
    )  # fmt: skip
    yield Route("POST", RECORD + "/comments", view, record, body=lambda w, p: {"text": "已知悉"}, is_scoped=scoped)
    yield Route("POST", RECORD + "/links", register.right("edit"), record, body=link, is_scoped=scoped)
    yield Route("GET", BASE + "/statistics", view, here, is_scoped=False)
    yield Route("GET", BASE + "/views", view, here, is_scoped=False)
    yield Route("POST", BASE + "/views", view, here, body=lambda w, p: {"name": "待办"}, is_scoped=False)
    yield Route(
        "DELETE", BASE + "/views/{view_id}", view, lambda w, p: {**here(w, p), "view_id": 1}, is_scoped=False,
        may_answer=frozenset({404}),
    )  # fmt: skip
    yield Route("POST", BASE + "/photos", view, here, upload=b"no picture", is_scoped=False, may_answer=FORM)
    if register.slots:
        yield Route("GET", RECORD + "/photos/{photo_id}/{size}", view, photo, is_scoped=scoped)
    yield Route(
        "POST", RECORD + "/papers/{paper}", view, lambda w, p: {**record(w, p), "paper": "sheet"}, is_scoped=scoped
    )
    yield Route("GET", RECORD + "/documents/{document_id}", view, document, is_scoped=scoped)
    yield Route("GET", RECORD + "/signings", view, record, is_scoped=scoped)
    yield Route(
        "GET", RECORD + "/papers/{paper}/statement", view, lambda w, p: {**record(w, p), "paper": "sheet"},
        is_scoped=scoped,
    )  # fmt: skip
    yield Route(
        "POST", RECORD + "/papers/{paper}/signings", register.right("edit"),
        lambda w, p: {**record(w, p), "paper": "sheet"}, body=unsigned, is_scoped=scoped, may_answer=CHANGED,
    )  # fmt: skip
    yield Route("GET", RECORD + "/deliveries", view, record, is_scoped=scoped)
    yield Route(
        "POST", RECORD + "/documents/{document_id}/deliver", register.right("edit"), document, body=lambda w, p: {},
        is_scoped=scoped, may_answer=FORM,
    )  # fmt: skip
    yield Route("POST", BASE + "/import", register.right("import"), here, upload="标题\n".encode(), is_scoped=False)
    yield Route("GET", BASE + "/import/template", register.right("import"), here, is_scoped=False)
    yield Route("GET", BASE + "/export", register.right("export"), here, is_scoped=False)
    if any(source.register == "incident" for source in register.sources):
        yield Route(
            "GET", BASE + "/from/{origin}/{origin_id}", register.right("create"),
            lambda w, p: {**here(w, p), "origin": "incident", "origin_id": p.alarm.incident_id},
        )  # fmt: skip
        yield Route(
            "POST", BASE + "/from/{origin}/{origin_id}", register.right("create"),
            lambda w, p: {**here(w, p), "origin": "incident", "origin_id": p.alarm.incident_id}, body=new,
        )  # fmt: skip


#: Registers whose every route stands in the matrix test by test: one bound by place, one public, one confidential.
#: The code behind the routes is the same for all; the rights of each are asked in ``test_register_rights.py``.
IN_FULL = ("hazards", "campaigns", "tips")

ROUTES = [Route("GET", "/api/registers", SIGNED_IN)] + [
    route for name in IN_FULL for route in routes_of(registers()[name])
]
