"""Signing in at the gate with the plant's code and the phone's position, and voice notes of the visit."""

import io
import json
import math
from typing import Any

import av
import numpy as np
import pytest

from anlan.records.core.models import Attachment
from anlan.records.core.photos import file_path
from anlan.records.safety_codes.services import code_make, code_revoke
from tests.acceptance.registers.life import Life, Record, register_life
from tests.acceptance.registers.test_inspections import TWO, planned, visit_of
from tests.factories import EnterpriseFactory

pytestmark = pytest.mark.django_db


def sign_ins(life: Life, check: Record) -> list[tuple[str, str]]:
    lines = life.client("town").get(check.path).json()["timeline"]
    return [(line["kind"], line["text"]) for line in lines if line["kind"].startswith("sign_in")]


def test_the_code_and_the_place_are_compared_and_written_down_and_never_stop_a_check() -> None:
    with register_life("2026-06-03 09:00") as life:
        at_gate = {"lon": life.plant.lon + 0.001, "lat": life.plant.lat}
        there, far, wrong, none = (planned(life, kind="night", planned_on="2026-06-03") for _ in range(4))
        duty = life.people["duty"]
        code, stranger = (code_make(actor=duty, enterprise=one).token for one in (life.plant, EnterpriseFactory()))
        address = f"https://anlan.example/s/{code}"
        life.does("enforcement", there, "start", officers=TWO, site_code=address, **at_gate,
                  visited_at="2026-06-03T08:40:00+08:00")  # fmt: skip
        assert there.data["values"]["started_at"] == "2026-06-03T00:40:00+00:00"  # when it was, not when it arrived
        assert there.data["values"]["code_match"]["value"] == "matched"
        assert 90 < there.data["values"]["distance_m"] < 105
        life.does("enforcement", far, "start", officers=TWO, site_code=code.upper(), lon=life.plant.lon + 0.03,
                  lat=life.plant.lat)  # fmt: skip
        life.does("enforcement", wrong, "start", officers=TWO, site_code=stranger, **at_gate)
        life.does("enforcement", none, "start", officers=TWO)
        assert sign_ins(life, there)[0][1].startswith("签到核验：扫码与企业相符，距企业登记位置 9")
        ((kind, text),) = sign_ins(life, far)
        assert (kind, text.endswith("公里，请核实")) == ("sign_in_far", True)
        assert sign_ins(life, wrong)[0][1].startswith("签到核验：扫码与企业不符")
        assert sign_ins(life, none) == [("sign_in", "签到核验：未扫码，未取得定位")]


def test_a_sign_that_was_withdrawn_and_a_code_that_was_made_up_sign_nobody_in() -> None:
    with register_life("2026-06-03 09:00") as life:
        code = code_make(actor=life.people["duty"], enterprise=life.plant).token
        code_revoke(actor=life.people["duty"], enterprise=life.plant, reason="牌子丢失")
        for tried in (code, "2" * 16):
            check = planned(life, kind="night", planned_on="2026-06-03")
            life.does("enforcement", check, "start", officers=TWO, site_code=tried)
            assert check.data["values"]["code_match"]["value"] == "other"


def recording(seconds: float, *, container: str = "webm", codec: str = "libopus") -> bytes:
    """What a phone's recorder makes: a tone."""
    sink, rate = io.BytesIO(), 48_000
    with av.open(sink, "w", format=container) as made:
        stream = made.add_stream(codec, rate=rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "mono"  # type: ignore[assignment]
        for start in range(0, int(seconds * rate), 960):
            wave = np.sin(2 * math.pi * 440 * np.arange(start, start + 960) / rate) * 8_000
            frame = av.AudioFrame.from_ndarray(wave.astype(np.int16).reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate, frame.pts = rate, start
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return sink.getvalue()


def upload(life: Life, who: str, data: bytes, **headers: str) -> Any:
    sink = io.BytesIO(data)
    sink.name = "voice.webm"
    return life.client(who).post("/api/voices", {"file": sink, "lon": 120.6, "lat": 27.8}, headers=headers)


def test_a_voice_note_is_encoded_anew_and_played_in_the_timeline_of_its_visit() -> None:
    with register_life("2026-06-01 09:00") as life:
        check = planned(life, sector="")
        once = {"Idempotency-Key": "voice-0001"}
        data = recording(1.5)
        first = upload(life, "enforcement", data, **once)
        assert first.status_code == 201, first.content
        note = first.json()["id"]
        assert upload(life, "enforcement", data, **once).json()["id"] == note
        kept = file_path(Attachment.objects.get(pk=note).sha256).read_bytes()
        with av.open(io.BytesIO(kept)) as sound:
            assert (sound.format.name, round(float(sound.duration or 0) / av.time_base)) == ("mp3", 2)
        body = visit_of([], visited_at="2026-06-01T09:00:00+08:00", voices=json.dumps([note]))
        done = life.client("enforcement").post(f"{check.path}/steps/hand_in", body, content_type="application/json")
        assert done.status_code == 200, done.content.decode()
        said = next(line for line in done.json()["timeline"] if line["kind"] == "voice")
        heard = life.client("town").get(said["data"]["audio"])
        assert (heard["Content-Type"], b"".join(heard.streaming_content)) == ("audio/mpeg", kept)
        assert life.client("manager").get(said["data"]["audio"]).status_code == 403


def test_what_is_no_recording_is_refused_with_what_to_do() -> None:
    with register_life("2026-06-01 09:00") as life:
        for data, because in (
            (b"", "空的"),
            (b"no sound" * 100, "已损坏"),
            (recording(0.2), "太短"),
            (recording(121), "120 秒"),
            (recording(1)[:700], ""),
        ):
            answer = upload(life, "enforcement", data)
            assert (answer.status_code, because in answer.content.decode()) == (422, True), answer.content.decode()
