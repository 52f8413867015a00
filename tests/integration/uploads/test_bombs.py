"""Every bomb is refused with a sentence, by the endpoint a person uses, and nothing of it is kept."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.records.accounts.choices import Role
from anlan.records.core.models import Attachment
from anlan.records.sites.models import Enterprise
from tests.integration.uploads import bombs
from tests.integration.uploads.doors import DOORS, client_of

pytestmark = pytest.mark.django_db

PHOTOS, TABLES = bombs.photos(), bombs.tables()
REFUSED = {400, 413, 422}
SLOW = pytest.mark.slow


@pytest.fixture(autouse=True)
def files_root(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path
    return tmp_path


def test_there_are_at_least_twelve_kinds() -> None:
    assert len(PHOTOS) >= 12


@pytest.mark.parametrize("door", [name if name == "work order" else pytest.param(name, marks=SLOW) for name in DOORS])
@pytest.mark.parametrize("kind", PHOTOS)
def test_a_harmful_photo_is_refused_at_every_door(door: str, kind: str, files_root: Path) -> None:
    if (door, kind) == ("tip", "nothing"):
        pytest.skip("a tip without a picture is a tip")
    answer = DOORS[door](*PHOTOS[kind])
    assert answer.status_code in REFUSED, (answer.status_code, answer.content[:200])
    said = answer.content.decode() if door == "tip" else answer.json()["message"]
    assert said
    assert not Attachment.objects.exists()
    assert not any(path.is_file() for path in files_root.rglob("*"))


@pytest.mark.parametrize("kind", TABLES)
def test_a_harmful_table_is_refused(kind: str) -> None:
    name, content = TABLES[kind]
    file = SimpleUploadedFile(name, content)
    answer = client_of(Role.ADMIN).post("/api/imports/enterprises?dry_run=false", {"file": file})
    said = answer.json()
    refused = answer.status_code in REFUSED or (answer.status_code == 200 and said["written"] == 0)
    assert refused, (answer.status_code, answer.content[:200])
    assert b"root:" not in answer.content
    assert not Enterprise.objects.exists()


@pytest.mark.parametrize("path", ["/api/attachments", "/api/imports/enterprises"])
def test_too_many_parts_and_too_long_fields_are_refused(path: str) -> None:
    client = client_of(Role.DUTY_OFFICER if "attach" in path else Role.ADMIN)
    parts = {f"file{n}": SimpleUploadedFile("a.jpg", b"x") for n in range(30)}
    assert client.post(path, parts).status_code in REFUSED
    assert client.post(path, {"caption": "x" * (21 * 2**20)}).status_code in REFUSED
    assert client.post(path, {f"f{n}": "x" for n in range(20_100)}).status_code in REFUSED


@pytest.mark.parametrize(
    "body", [b"", b"--x\r\n", b"--x\r\nContent-Disposition: form-data; name=file\r\n\r\n", b"\0" * 100]
)
def test_a_broken_multipart_body_is_refused(body: bytes) -> None:
    client = client_of(Role.DUTY_OFFICER)
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "multipart/form-data; boundary=\xff"):
        answer = client.generic("POST", "/api/attachments", body, content_type=kind)
        assert answer.status_code in REFUSED, (kind, answer.status_code, answer.content[:200])
