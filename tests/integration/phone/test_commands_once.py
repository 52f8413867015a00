"""What a phone sends twice happens once; what was refused may be sent again."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from anlan.domain.clock import ManualClock
from anlan.records.accounts.choices import Role
from anlan.records.core import clock, receipts
from anlan.records.core.models import Attachment, CommandReceipt
from anlan.records.incidents.models import Incident, SupportRequest
from anlan.records.observations.models import Observation
from tests.factories import UserFactory
from tests.factories.alarms import alarm

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Incident:
    return Incident.objects.get(pk=alarm().incident_id)


@pytest.fixture
def manager(order: Incident):
    return UserFactory(role=Role.ENTERPRISE_PRINCIPAL, enterprise=order.enterprise)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def act(client: Client, order: Incident, action: str, key: str, **body):
    headers = {"Idempotency-Key": key} if key else {}
    path = f"/api/incidents/{order.pk}/actions/{action}"
    return client.post(path, body, content_type="application/json", headers=headers)


def photo(colour: str = "green") -> SimpleUploadedFile:
    sink = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(sink, "JPEG")
    return SimpleUploadedFile("a.jpg", sink.getvalue(), "image/jpeg")


def test_a_step_that_is_repeated_is_taken_once_and_answered_with_the_present(order, manager) -> None:
    client = client_of(manager)
    assert act(client, order, "accept", "accept-0001").status_code == 200
    again = act(client, order, "accept", "accept-0001")
    assert (again.status_code, again.json()["state"]) == (200, "accepted")
    assert order.entries.filter(kind="accepted").count() == 1
    assert act(client, order, "accept", "accept-0002").json()["code"] == "wrong_state"


def test_an_answer_to_support_whose_receipt_was_lost_on_the_way_is_given_once(order, manager) -> None:
    asked = SupportRequest.objects.create(
        incident=order, asked_by=manager, asked_of=UserFactory(role=Role.DUTY_OFFICER), what="带防化服"
    )
    client = client_of(asked.asked_of)
    told = client.get("/api/incidents").json()["items"]
    assert [row["is_support_asked"] for row in told] == [True]
    path, body = f"/api/incidents/{order.pk}/support/{asked.pk}/answer", {"coming": True, "comment": "十分钟到"}
    for _ in range(2):
        answer = client.post(path, body, content_type="application/json", headers={"Idempotency-Key": "support-0001"})
        assert answer.status_code == 200, answer.json()
    assert order.entries.filter(kind="support_answered").count() == 1
    assert not client.get("/api/incidents").json()["items"][0]["is_support_asked"]


def test_without_a_key_nothing_is_remembered(order, manager) -> None:
    assert act(client_of(manager), order, "note", "", comment="到场").status_code == 200
    assert not CommandReceipt.objects.exists()


def test_a_key_says_nothing_to_anybody_else(order, manager) -> None:
    colleague = UserFactory(role=Role.ENTERPRISE_PRINCIPAL, enterprise=order.enterprise)
    for person in (manager, colleague):
        assert act(client_of(person), order, "note", "note-0001", comment="到场").status_code == 200
    assert order.entries.filter(kind="noted").count() == 2


def test_a_key_that_meant_something_else_is_refused(order, manager) -> None:
    client = client_of(manager)
    act(client, order, "note", "note-0001", comment="到场")
    answer = act(client, order, "note", "note-0001", comment="已撤离")
    assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")


def test_what_was_refused_may_be_sent_again_with_the_same_key(order, manager) -> None:
    client = client_of(manager)
    assert act(client, order, "feedback", "feedback-1", comment="").status_code in (409, 422)
    assert not CommandReceipt.objects.exists()
    act(client, order, "accept", "accept-0001")
    assert act(client, order, "feedback", "feedback-1", comment="已更换垫片").status_code == 200


@pytest.mark.parametrize("key", ["short", "x" * 65, "with spaces in it", "键键键键键键键键"])
def test_what_is_no_key_is_refused(order, manager, key: str) -> None:
    with pytest.raises(receipts.Invalid):
        receipts.once(person=manager, key=key, what="", work=dict)


def test_a_receipt_expires_and_is_swept(order, manager) -> None:
    with clock.use_clock(ManualClock(clock.now())) as manual:
        receipts.once(person=manager, key="old-key-1", what="a", work=dict)
        manual.advance((receipts.KEPT_FOR + timedelta(hours=1)).total_seconds())
        receipts.once(person=manager, key="new-key-1", what="a", work=dict)
    assert list(CommandReceipt.objects.values_list("key", flat=True)) == ["new-key-1"]


def test_a_photo_sent_twice_is_one_and_keeps_what_the_phone_said_of_the_moment(manager) -> None:
    client = client_of(manager)
    said = {"caption": "垫片", "captured_at": "2026-11-25T08:00:00Z", "lon": 120.65, "lat": 27.78, "accuracy_m": 8.5}
    ids = set()
    for _ in range(2):
        answer = client.post("/api/attachments", {"file": photo(), **said}, headers={"Idempotency-Key": "photo-0001"})
        assert answer.status_code == 201, answer.content
        ids.add(answer.json()["id"])
    row = Attachment.objects.get()
    assert ids == {row.pk}
    assert (row.lon, row.lat, row.accuracy_m) == (120.65, 27.78, 8.5)
    assert row.taken_at.isoformat() == "2026-11-25T08:00:00+00:00"


@pytest.mark.parametrize(
    "wrong", [{"lon": 181}, {"lat": "nan"}, {"lat": -91}, {"accuracy_m": -1}, {"captured_at": "x"}]
)
def test_a_place_that_cannot_be_is_refused(manager, wrong) -> None:
    answer = client_of(manager).post("/api/attachments", {"file": photo(), **wrong})
    assert answer.status_code == 422
    assert not Attachment.objects.exists()


def test_an_observation_sent_twice_is_one_and_its_photo_is_seen_by_those_who_see_it(order) -> None:
    officer = UserFactory(role=Role.GRID_OFFICER, town=order.enterprise.town)
    client = client_of(officer)
    pk = client.post("/api/attachments", {"file": photo()}).json()["id"]
    seen = {"kind": "gas", "text": "有氨味", "attachment_ids": [pk], "enterprise_id": order.enterprise_id}
    headers = {"Idempotency-Key": "observe-01"}
    numbers = {
        client.post("/api/observations", seen, content_type="application/json", headers=headers).json()["no"]
        for _ in range(2)
    }
    assert len(numbers) == Observation.objects.count() == 1
    path = f"/api/attachments/{pk}/thumb"
    neighbour = UserFactory(role=Role.TOWN_OFFICER, town=order.enterprise.town)
    stranger = UserFactory(role=Role.TOWN_OFFICER)
    assert client_of(neighbour).get(path).status_code == 200
    assert client_of(stranger).get(path).status_code == 404


def test_nobody_reports_without_a_word_or_a_photo_nor_with_anothers_photo(order) -> None:
    officer = UserFactory(role=Role.GRID_OFFICER, town=order.enterprise.town)
    other = client_of(UserFactory(role=Role.GRID_OFFICER)).post("/api/attachments", {"file": photo()}).json()["id"]
    for body in ({"kind": "gas"}, {"kind": "gas", "text": "x", "attachment_ids": [other]}):
        answer = client_of(officer).post("/api/observations", body, content_type="application/json")
        assert answer.status_code == 422
    assert not Observation.objects.exists()
