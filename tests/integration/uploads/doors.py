"""Every way by which a picture comes in, each as the person who uses it sends it."""

import itertools
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.records.accounts.choices import Role
from tests.factories import EnterpriseFactory, UserFactory

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
