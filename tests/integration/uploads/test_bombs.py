"""Every bomb is refused with a sentence, by the endpoint a person uses, and nothing of it is kept."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.records.accounts.choices import Role
from anlan.records.areas.models import Area
from anlan.records.core.models import Attachment
from anlan.records.registers.hazards.models import Hazard
from anlan.records.rosters.models import Shift
from anlan.records.sites.models import Enterprise
from tests.integration.uploads import bombs, doors
from tests.integration.uploads.doors import DOORS, TABLE_DOORS, client_of

pytestmark = pytest.mark.django_db

PHOTOS, TABLES, OUTLINES = bombs.photos(), bombs.tables(), bombs.outlines()
REFUSED = {400, 413, 422}
SLOW = pytest.mark.slow


@pytest.fixture(autouse=True)
def files_root(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path
    return tmp_path


def test_there_are_at_least_twelve_kinds() -> None:
    assert min(len(PHOTOS), len(TABLES), len(OUTLINES)) >= 12


@pytest.mark.parametrize("door", [name if name == "work order" else pytest.param(name, marks=SLOW) for name in DOORS])
@pytest.mark.parametrize("kind", PHOTOS)
def test_a_harmful_photo_is_refused_at_every_door(door: str, kind: str, files_root: Path) -> None:
    if (door, kind) == ("tip", "nothing"):
        pytest.skip("a tip without a picture is a tip")
    answer = DOORS[door](*PHOTOS[kind]())
    assert answer.status_code in REFUSED, (answer.status_code, answer.content[:200])
    said = answer.content.decode() if door == "tip" else answer.json()["message"]
    assert said
    assert not Attachment.objects.exists()
    assert not any(path.is_file() for path in files_root.rglob("*"))


TABLE_WAYS = [name if name == "enterprises" else pytest.param(name, marks=SLOW) for name in TABLE_DOORS]


@pytest.mark.parametrize("door", TABLE_WAYS)
@pytest.mark.parametrize("kind", TABLES)
def test_a_harmful_table_is_refused_at_every_door(door: str, kind: str) -> None:
    answer = TABLE_DOORS[door](*TABLES[kind]())
    assert answer.status_code in REFUSED or _wrote_nothing(answer), (answer.status_code, answer.content[:200])
    assert b"root:" not in answer.content
    assert not Shift.objects.exists()
    assert not Hazard.objects.exists()
    assert door == "telephone numbers" or not Enterprise.objects.exists()


def _wrote_nothing(answer: Any) -> bool:
    """True of a report that says so: it was read as a table, and every row is wrong."""
    if answer.status_code != 200 or not answer["Content-Type"].startswith("application/json"):
        return False
    return not any(answer.json().get(count) for count in ("written", "created", "is_applied"))


@pytest.mark.parametrize("kind", OUTLINES)
def test_harmful_outlines_are_refused(kind: str) -> None:
    answer = doors.outlines(*OUTLINES[kind]())
    refused = answer.status_code in REFUSED or (answer.status_code == 200 and not answer.json()["is_written"])
    assert refused, (answer.status_code, answer.content[:200])
    assert not Area.objects.exists()


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
