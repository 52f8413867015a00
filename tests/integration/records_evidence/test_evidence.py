"""Evidence into the records, who may see it, when it goes; verdicts and what they say of a scene."""

import hashlib
from datetime import timedelta

import pytest
from django.test import Client

from anlan.bus.evidence_spool import EvidenceItem, EvidencePack, EvidenceSpool
from anlan.bus.ills import Ills
from anlan.bus.service import Service
from anlan.domain.clock import SystemClock, to_ms
from anlan.kit.settings import Settings
from anlan.records.alarm_log.models import Alarm
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from anlan.records.core.models import Attachment
from anlan.records.core.photos import file_path
from anlan.records.evidence.models import Evidence, Verdict
from anlan.records.evidence.selectors import precision_now, precision_weekly
from anlan.records.evidence.services import AlarmNotYet, evidence_take_in, originals_expire, verdict_give
from anlan.records.sites.camera_services import scene_create
from anlan.records.sites.models import Scene
from anlan.web.evidence_intake import EvidenceIntake
from tests.factories import CameraFactory, UserFactory
from tests.factories.alarms import alarm

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return scene_create(actor=None, camera=CameraFactory(), behaviour="headcount", name="速冻间人数")


def pack(of: Alarm, text: str = "picture") -> EvidencePack:
    items = [
        EvidenceItem(
            role="at", rendition=rendition, at_ms=to_ms(of.raised_at), media_type="image/jpeg", width_px=640,
            height_px=360, sha256=hashlib.sha256(data).hexdigest(), data=data,
        )
        for rendition in ("blurred", "original")
        for data in [f"{text} {rendition} {of.pk}".encode()]
    ]  # fmt: skip
    return EvidencePack(
        alarm_id=of.alarm_id, point_id=of.source_point_id, raised_at_ms=to_ms(of.raised_at), items=items
    )


def test_a_pack_is_kept_once_as_attachments_of_its_alarm(scene: Scene) -> None:
    found = alarm(scene.point)
    assert evidence_take_in(pack(found)) == 2
    assert evidence_take_in(pack(found)) == 0
    row = Evidence.objects.get(rendition="blurred").attachment
    assert (row.owner_type, row.owner_id, row.enterprise_id) == ("alarm", found.pk, found.enterprise_id)
    assert hashlib.sha256(file_path(row.sha256).read_bytes()).hexdigest() == row.sha256


def test_damaged_evidence_and_evidence_without_its_alarm_are_not_kept(scene: Scene) -> None:
    found = alarm(scene.point)
    whole = pack(found)
    changed = [
        EvidenceItem(**{f: getattr(i, f) for f in i.__struct_fields__} | {"data": b"other"}) for i in whole.items
    ]
    with pytest.raises(ValueError, match="damaged"):
        evidence_take_in(EvidencePack(alarm_id=found.alarm_id, point_id=1, raised_at_ms=0, items=changed))
    with pytest.raises(AlarmNotYet):
        evidence_take_in(EvidencePack(alarm_id="nobody's", point_id=1, raised_at_ms=0, items=whole.items))
    assert not Attachment.objects.exists()


def test_originals_are_for_few_audited_and_destroyed_in_time(scene: Scene, client: Client) -> None:
    found = alarm(scene.point)
    evidence_take_in(pack(found))
    original = Evidence.objects.get(rendition="original")
    client.force_login(UserFactory(role="leader"))
    shown = client.get(f"/api/alarms/{found.pk}/evidence").json()
    assert ([item["rendition"] for item in shown["items"]], shown["scene_id"]) == (["blurred"], scene.pk)
    assert client.get(shown["items"][0]["url"]).getvalue() == f"picture blurred {found.pk}".encode()
    assert client.get(f"/api/evidence/{original.pk}/file").status_code == 403
    assert client.get(f"/api/attachments/{original.attachment_id}/original").status_code == 404
    client.force_login(UserFactory(role="duty_officer"))
    assert len(client.get(f"/api/alarms/{found.pk}/evidence").json()["items"]) == 2
    answer = client.get(f"/api/evidence/{original.pk}/file")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert AuditEntry.objects.filter(action="evidence.original_viewed").count() == 1
    path = file_path(original.attachment.sha256)
    assert originals_expire() == 0
    Evidence.objects.filter(pk=original.pk).update(expires_at=clock.now())
    assert originals_expire() == 1
    assert not path.exists()
    assert client.get(f"/api/evidence/{original.pk}/file").status_code == 404
    assert file_path(Evidence.objects.get(rendition="blurred").attachment.sha256).exists()


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-", 206, 0, None),
        ("bytes=2-5", 206, 2, 6),
        ("bytes=8-100000", 206, 8, None),
        ("bytes=-4", 206, -4, None),
        ("bytes=-100000", 206, 0, None),
        ("bytes=100000-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
        ("bytes=5-2", 416, 0, 0),
        ("bytes=0-1,4-5", 200, 0, None),
        ("bytes=-", 200, 0, None),
        ("seconds=1-2", 200, 0, None),
    ],
)
def test_a_clip_is_wound_forward_by_asking_for_a_part_of_it(
    scene: Scene, client: Client, asked: str, status: int, first: int, last: int | None
) -> None:
    found = alarm(scene.point)
    evidence_take_in(pack(found))
    whole = f"picture blurred {found.pk}".encode()
    client.force_login(UserFactory(role="leader"))
    blurred = Evidence.objects.get(rendition="blurred")
    answer = client.get(f"/api/evidence/{blurred.pk}/file", headers={"Range": asked})
    part = whole[first:last]
    assert (answer.status_code, answer.getvalue(), answer["Accept-Ranges"]) == (status, part, "bytes")
    if status == 206:
        start = first % len(whole)
        assert answer["Content-Range"] == f"bytes {start}-{start + len(part) - 1}/{len(whole)}"
    if status == 416:
        assert answer["Content-Range"] == f"bytes */{len(whole)}"


async def test_the_intake_waits_for_the_alarm_and_sets_rubbish_aside(test_settings: Settings, monkeypatch) -> None:
    taken: list[str] = []

    def take_in(handed: EvidencePack) -> int:
        if not taken and handed.alarm_id == "early":
            taken.append("tried")
            raise AlarmNotYet("early")
        taken.append(handed.alarm_id)
        return 1

    async def database(work):  # type: ignore[no-untyped-def]
        return work()

    monkeypatch.setattr("anlan.web.evidence_intake.evidence_take_in", take_in)
    spool = EvidenceSpool(test_settings)
    spool.put(EvidencePack(alarm_id="early", point_id=1, raised_at_ms=SystemClock().now_ms(), items=[]))
    (test_settings.folder("evidence_spool") / "0-rubbish.evidence").write_bytes(b"\x00rubbish")
    service = Service("worker", None, test_settings, SystemClock())  # type: ignore[arg-type]
    intake = EvidenceIntake(test_settings, database, Ills(service, "evidence"))
    for _ in range(2):
        for path in spool.waiting():
            await intake._take(path)
    assert (taken, intake.lost, spool.waiting()) == (["tried", "early"], 1, [])


def judged(scene: Scene, judgement: str, *, lasts_s: float, peak: float, set_point: float = 9) -> Alarm:
    found = alarm(scene.point, at_ms=to_ms(clock.now() - timedelta(seconds=lasts_s)) - Verdict.objects.count())
    Alarm.objects.filter(pk=found.pk).update(cleared_at=clock.now(), peak_value=peak, set_point=set_point)
    verdict_give(actor=UserFactory(role="duty_officer"), alarm=found, judgement=judgement)
    return found


@pytest.mark.parametrize(
    ("false", "expected"),
    [
        ({"lasts_s": 20, "peak": 30}, "delay"),
        ({"lasts_s": 900, "peak": 10}, "threshold"),
        ({"lasts_s": 900, "peak": 30}, "mask"),
    ],
)
def test_many_false_alarms_are_followed_by_what_to_try(scene: Scene, false: dict[str, float], expected: str) -> None:
    judged(scene, "true", lasts_s=600, peak=12)
    for _ in range(3):
        judged(scene, "false", **false)  # type: ignore[arg-type]
    assert precision_now(scene)["suggestion"] is None  # four verdicts are too few
    judged(scene, "false", **false)  # type: ignore[arg-type]
    now = precision_now(scene)
    assert (now["true"], now["false"], now["precision"]) == (1, 4, 0.2)
    assert now["suggestion"]["kind"] == expected


def test_the_newest_verdict_counts_and_the_older_ones_stay(scene: Scene, client: Client) -> None:
    found = alarm(scene.point)
    client.force_login(UserFactory(role="duty_officer", name="甲"))
    for judgement in ("false", "true"):
        body = {"judgement": judgement, "note": "看过片段"}
        path = f"/api/alarms/{found.pk}/verdict"
        assert client.post(path, body, content_type="application/json").status_code == 201
    shown = client.get(f"/api/alarms/{found.pk}/evidence").json()["verdicts"]
    assert [(v["judgement"], v["by"]) for v in shown] == [("false", "甲"), ("true", "甲")]
    (week,) = precision_weekly(scene)
    assert (week["true"], week["false"], week["precision"]) == (1, 0, 1.0)
    answer = client.get(f"/api/scenes/{scene.pk}/precision").json()
    assert (answer["precision"], answer["suggestion"], len(answer["weeks"])) == (1.0, None, 1)


def test_a_gas_alarm_has_no_camera_to_judge(client: Client) -> None:
    client.force_login(UserFactory(role="duty_officer"))
    path = f"/api/alarms/{alarm().pk}/verdict"
    assert client.post(path, {"judgement": "true"}, content_type="application/json").status_code == 422
