"""Going through camera alarms: who sees which, what the verdicts say, and labelled data that can be evaluated."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from anlan.bus.evidence_spool import EvidenceItem, EvidencePack
from anlan.cameras.evaluate.footage import read_manifest
from anlan.domain.clock import to_ms
from anlan.records.alarm_log.models import Alarm
from anlan.records.audit.models import AuditEntry
from anlan.records.core import clock
from anlan.records.core.photos import file_path
from anlan.records.evidence.models import Evidence
from anlan.records.evidence.services import evidence_take_in, originals_expire, verdict_give
from anlan.records.sites.camera_services import scene_create
from anlan.records.sites.models import Scene
from tests.factories import CameraFactory, UserFactory
from tests.factories.alarms import alarm

pytestmark = pytest.mark.django_db

TRIANGLE = [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]


def scene(behaviour: str = "fallen", name: str = "打磨间") -> Scene:
    return scene_create(
        actor=None, camera=CameraFactory(), behaviour=behaviour, name=name, watched_area=TRIANGLE,
    )  # fmt: skip


def raised(of: Scene, judgement: str = "", *, ago_s: float = 60) -> Alarm:
    """An alarm with a picture and a clip in both renditions, judged when asked."""
    found = alarm(of.point, at_ms=to_ms(clock.now() - timedelta(seconds=ago_s)) - Alarm.objects.count())
    items = [
        EvidenceItem(
            role=role, rendition=rendition, at_ms=to_ms(found.raised_at) - (10_000 if role == "clip" else 0),
            media_type=kind, width_px=640, height_px=360, sha256=hashlib.sha256(data).hexdigest(), data=data,
        )
        for rendition in ("blurred", "original")
        for role, kind in (("before", "image/jpeg"), ("at", "image/jpeg"), ("clip", "video/mp4"))
        for data in [f"{role} {rendition} {found.pk}".encode()]
    ]  # fmt: skip
    evidence_take_in(EvidencePack(
        alarm_id=found.alarm_id, point_id=of.point_id, raised_at_ms=to_ms(found.raised_at), items=items
    ))  # fmt: skip
    if judgement:
        verdict_give(actor=UserFactory(role="duty_officer"), alarm=found, judgement=judgement)
    return found


def signed_in(client: Client, role: str, **more: object) -> Client:
    client.force_login(UserFactory(role=role, **more))
    return client


def exported(client: Client, **body: object):  # type: ignore[no-untyped-def]
    return client.post("/api/review/export", body, content_type="application/json")


def opened(answer) -> zipfile.ZipFile:  # type: ignore[no-untyped-def]
    assert answer.status_code == 200, answer.content
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


def test_camera_alarms_are_gone_through_by_scene_behaviour_and_verdict(client: Client) -> None:
    first, second = scene(), scene("absence", "值班室")
    alarm()  # of a gas sensor
    waiting, false, unclear = raised(first), raised(first, "false"), raised(second, "unclear")
    signed_in(client, "leader")

    def shown(query: str) -> list[int]:
        return [row["id"] for row in client.get(f"/api/review/alarms?{query}").json()["items"]]

    assert set(shown("")) == {waiting.pk, false.pk, unclear.pk}
    assert shown("judgement=none") == [waiting.pk]
    assert shown(f"scene={first.pk}&judgement=false") == [false.pk]
    assert shown("behaviour=absence") == [unclear.pk]
    page = client.get(f"/api/review/alarms?scene={first.pk}").json()
    assert page["counts"] == {"none": 1, "false": 1}
    (row,) = (row for row in page["items"] if row["id"] == false.pk)
    assert (row["scene_name"], row["behaviour_name"], row["verdict"]["judgement"]) == ("打磨间", "人员倒地", "false")
    assert {(piece["role"], piece["rendition"]) for piece in row["items"]} == {
        ("before", "blurred"), ("at", "blurred"), ("clip", "blurred")
    }  # fmt: skip
    assert client.get("/api/review/alarms?judgement=perhaps").status_code == 422


def test_a_manager_goes_through_the_own_plant_only(client: Client) -> None:
    own, other = raised(scene(), "true"), raised(scene(name="别处"), "true")
    signed_in(client, "enterprise_manager", enterprise=own.enterprise)
    assert [row["id"] for row in client.get("/api/review/alarms").json()["items"]] == [own.pk]
    assert [row["scene_name"] for row in client.get("/api/review/scenes").json()["items"]] == ["打磨间"]
    with opened(exported(client)) as archive:
        assert not [name for name in archive.namelist() if f"/{other.pk}-" in name]


def test_each_scene_shows_its_precision_and_the_numbers_behind_what_to_try(
    client: Client, django_assert_max_num_queries
) -> None:
    bad, good = scene(), scene("absence", "值班室")
    for judgement in ("true", *["false"] * 5):
        found = raised(bad, judgement, ago_s=20 if judgement == "false" else 600)
        Alarm.objects.filter(pk=found.pk).update(cleared_at=clock.now(), peak_value=0.9, set_point=0.5)
    raised(good, "true")
    signed_in(client, "duty_officer")
    with django_assert_max_num_queries(12):
        rows = client.get("/api/review/scenes").json()["items"]
    assert [(row["scene_name"], row["raised"], row["precision"]) for row in rows] == [
        ("打磨间", 6, 0.167), ("值班室", 1, 1.0)
    ]  # fmt: skip
    suggestion = rows[0]["suggestion"]
    assert suggestion["kind"] == "delay"
    numbers = suggestion["numbers"]
    assert (numbers["judged"], numbers["false"]) == (6, 5)
    assert 19 <= numbers["false_longest_s"] <= 25 < numbers["true_shortest_s"]
    assert numbers["delay_more_s"] >= numbers["false_longest_s"]
    assert rows[1]["suggestion"] is None
    assert sum(week["false"] for week in rows[0]["weeks"]) == 5


def test_labelled_data_is_what_evaluate_reads_blurred_and_audited(client: Client, tmp_path: Path) -> None:
    watched = scene()
    true, false = raised(watched, "true"), raised(watched, "false")
    raised(watched, "unclear")
    raised(watched)
    signed_in(client, "duty_officer")
    answer = exported(client, scene=watched.pk)
    assert answer["X-Anlan-Alarms"] == "2"
    with opened(answer) as archive:
        archive.extractall(tmp_path)
    samples = read_manifest(tmp_path, "fall")  # the footage's name of this behaviour
    assert {(sample.path.name, sample.kind, sample.is_positive) for sample in samples} == {
        (f"{true.pk}-at-blurred.jpg", "image", True), (f"{true.pk}-clip-blurred.mp4", "video", True),
        (f"{false.pk}-at-blurred.jpg", "image", False), (f"{false.pk}-clip-blurred.mp4", "video", False),
    }  # fmt: skip
    assert {tuple(map(tuple, sample.zone)) for sample in samples} == {tuple(map(tuple, TRIANGLE))}
    (clip,) = (sample for sample in samples if sample.kind == "video" and sample.is_positive)
    assert (clip.intervals[0].begin_s, clip.intervals[0].end_s) == (10.0, 20.0)
    facts = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    for row in facts["files"]:
        assert hashlib.sha256((tmp_path / row["file"]).read_bytes()).hexdigest() == row["sha256"]
        assert b"original" not in (tmp_path / row["file"]).read_bytes()
    assert len(list(csv.DictReader((tmp_path / "manifest.csv").open(encoding="utf-8")))) == 4
    entry = AuditEntry.objects.get(action="evidence.exported")
    assert entry.changes == {"alarms": [None, 2], "files": [None, 4], "rendition": [None, "blurred"]}


def test_originals_leave_only_with_permission_and_a_reason_and_not_after_their_time(client: Client) -> None:
    found = raised(scene(), "true")
    assert exported(signed_in(client, "leader"), originals=True, reason="训练模型").status_code == 403
    signed_in(client, "duty_officer")
    assert exported(client, originals=True).status_code == 422
    with opened(exported(client, originals=True, reason="训练模型")) as archive:
        assert archive.read(f"fall/{found.pk}-at-original.jpg") == f"at original {found.pk}".encode()
    entry = AuditEntry.objects.get(action="evidence.exported")
    assert (entry.reason, entry.changes["rendition"]) == ("训练模型", [None, "original"])
    paths = [file_path(row.attachment.sha256) for row in Evidence.objects.filter(rendition="original")]
    Evidence.objects.filter(rendition="original").update(expires_at=clock.now())
    originals_expire()
    assert [path for path in paths if path.exists()] == []
    assert exported(client, originals=True, reason="训练模型").status_code == 422
    assert AuditEntry.objects.filter(action="evidence.exported").count() == 1


def test_nothing_judged_is_nothing_to_export(client: Client) -> None:
    raised(scene())
    answer = exported(signed_in(client, "duty_officer"))
    assert (answer.status_code, "没有可导出" in answer.json()["message"]) == (422, True)


def test_more_than_fits_is_left_out_and_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anlan.records.evidence.export.MOST_ALARMS", 2)
    watched = scene()
    kept = [raised(watched, "true", ago_s=ago_s) for ago_s in (300, 200, 100)][1:]
    answer = exported(signed_in(client, "duty_officer"))
    assert (answer["X-Anlan-Alarms"], answer["X-Anlan-Left-Out"]) == ("2", "1")
    with opened(answer) as archive:
        assert {name.split("/")[1].split("-")[0] for name in archive.namelist() if "/" in name} == {
            str(one.pk) for one in kept
        }
