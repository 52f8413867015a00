"""Every way by which a picture or a table comes in, each as the person who uses it sends it."""

import itertools
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.records.accounts.choices import Role
from anlan.records.rosters.models import Post
from tests.factories import EnterpriseFactory, UserFactory
from tests.factories.registers import record_of

_addresses = itertools.count(1)


def client_of(role: Role) -> Client:
    """Somebody of this role, signed in."""
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(role=role))
    return client


def work_order(name: str, content: bytes) -> Any:
    """A photo of a scene, from the console or a phone."""
    return client_of(Role.DUTY_OFFICER).post("/api/attachments", {"file": SimpleUploadedFile(name, content)})


def register(name: str, content: bytes) -> Any:
    """A photo for a record of a register."""
    return client_of(Role.DUTY_OFFICER).post(
        "/api/registers/hazards/photos", {"file": SimpleUploadedFile(name, content)}
    )


def site_plan(name: str, content: bytes) -> Any:
    """The plan of a plant."""
    path = f"/api/enterprises/{EnterpriseFactory().pk}/plans"
    return client_of(Role.ADMIN).post(path, {"file": SimpleUploadedFile(name, content)})


def tip(name: str, content: bytes) -> Any:
    """A picture from the street, sent by a stranger, each from an address of its own."""
    form = {"what": "仓库里堆放了很多铁桶，有异味", "where": "某村仓库", "photo": SimpleUploadedFile(name, content)}
    number = next(_addresses)
    return Client(raise_request_exception=False).post("/tip", form, REMOTE_ADDR=f"10.{number // 250}.1.{number % 250}")


DOORS: dict[str, Callable[[str, bytes], Any]] = {
    "work order": work_order, "register": register, "site plan": site_plan, "tip": tip,
}  # fmt: skip


def enterprises(name: str, content: bytes) -> Any:
    """The list of enterprises."""
    path = "/api/imports/enterprises?dry_run=false"
    return client_of(Role.ADMIN).post(path, {"file": SimpleUploadedFile(name, content)})


def roster(name: str, content: bytes) -> Any:
    """The shifts of a post."""
    post = Post.objects.create(name="值班", role=Role.DUTY_OFFICER, leader=UserFactory(role=Role.LEADER))
    path = f"/api/rosters/posts/{post.pk}/import"
    return client_of(Role.ADMIN).post(path, {"file": SimpleUploadedFile(name, content)})


def ledger(name: str, content: bytes) -> Any:
    """The records of a register."""
    path = "/api/registers/hazards/import?dry_run=false"
    return client_of(Role.DUTY_OFFICER).post(path, {"file": SimpleUploadedFile(name, content)})


def telephone_numbers(name: str, content: bytes) -> Any:
    """Whom a text to the public goes to."""
    text = record_of("sms_campaigns", EnterpriseFactory())
    path = f"/sms-numbers/{text.pk}"
    return client_of(Role.DUTY_OFFICER).post(path, {"file": SimpleUploadedFile(name, content)})


def outlines(name: str, content: bytes) -> Any:
    """Official boundaries, as GeoJSON or a zipped shapefile."""
    form = {"file": SimpleUploadedFile(name, content), "level": "town", "dry_run": "false"}
    return client_of(Role.ADMIN).post("/api/areas/import", form)


TABLE_DOORS: dict[str, Callable[[str, bytes], Any]] = {
    "enterprises": enterprises, "roster": roster, "ledger": ledger, "telephone numbers": telephone_numbers,
}  # fmt: skip
