"""People on site sign what they were shown; a later change shows; the enterprise receives it in its account."""

import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from anlan.records.core.photos import file_path
from anlan.records.registers.inspections.documents import statement
from anlan.records.registers.inspections.models import Inspection, InspectionItem
from anlan.records.registers.inspections.register import INSPECTIONS
from anlan.records.registers.inspections.rules import open_checklist
from anlan.records.registers.inspections.visits import _visited
from anlan.records.registry.clockwork import policy_keep
from anlan.records.registry.models import MadeDocument, Signature, Signing
from anlan.records.registry.signing.keeping import seal_of
from tests.acceptance.registers.life import Life, Record, register_life
from tests.acceptance.registers.test_inspections import TWO, planned, visit_of
from tests.factories import EnterpriseFactory
from tests.reading_pdf import words

pytestmark = pytest.mark.django_db
EXAMPLE = json.loads((Path(__file__).parents[2] / "recordings" / "statement.json").read_text(encoding="utf-8"))
AT = "2026-06-01T09:00:00+08:00"


def drawn(life: Life, who: str, *, strokes: bool = True) -> int:
    """A signature picture, uploaded as the phone uploads it."""
    picture, sink = Image.new("RGB", (600, 240), "white"), io.BytesIO()
    if strokes:
        ImageDraw.Draw(picture).line([(40, 200), (200, 40), (300, 200), (560, 60)], fill="black", width=8)
    picture.save(sink, "JPEG")
    sink.seek(0)
    sink.name = "signature.jpg"
    answer = life.client(who).post("/api/attachments", {"file": sink, "captured_at": AT, "lon": 120.62, "lat": 27.78})
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def signer(role: str, name: str, **more: Any) -> dict[str, Any]:
    return {"role": role, "name": name, "signed_at": AT, **more}


def signed_visit(life: Life, check: Record, signers: list[dict[str, Any]], **more: Any) -> Any:
    """A whole visit with its signatures, as the phone hands it in."""
    board = life.client("enforcement").get(check.path).json()["boards"][0]
    rows = [row["cells"] for row in board["rows"]]
    answers = [{"code": cells[0], "answer": "ok"} for cells in rows]
    body = visit_of(answers, visited_at=AT, summary="未发现问题")
    head = [f"现场检查记录 {check.data['no']}", f"被检查单位：{life.plant.name}", f"检查人员：{TWO}",
            "到场时间：2026-06-01 09:00", "检查情况：未发现问题"]  # fmt: skip
    text = "\n".join([*head, *(f"{cells[0]} {cells[1]}：符合" for cells in rows)])
    body["values"]["signed"] = json.dumps({"statement": text, "signers": signers, **more})
    return life.client("enforcement").post(f"{check.path}/steps/hand_in", body, content_type="application/json")


def signings(life: Life, check: Record) -> list[dict[str, Any]]:
    return list(life.client("town").get(f"{check.path}/signings").json())


def test_what_is_signed_on_site_is_kept_shown_on_the_document_and_breaks_when_the_record_changes() -> None:
    with register_life("2026-06-01 09:00") as life:
        check = planned(life)
        people = [signer("officer", "张队", duty="ZJ001", photo_id=drawn(life, "enforcement")),
                  signer("officer", "李队", photo_id=drawn(life, "enforcement")),
                  signer("party", "车间主任", duty="主任", photo_id=drawn(life, "enforcement"))]  # fmt: skip
        assert signed_visit(life, check, people).status_code == 200
        (kept,) = signings(life, check)
        assert (kept["state"], kept["differs"]) == ("valid", [])
        assert [one["name"] for one in kept["signatures"]] == ["张队", "李队", "车间主任"]
        assert (kept["signatures"][0]["lon"], kept["signatures"][0]["signed_at"][:16]) == (120.62, "2026-06-01T01:00")
        assert life.client("town").get(kept["signatures"][2]["url"]).status_code == 200
        made = life.client("town").post(f"{check.path}/papers/record?format=pdf").json()["documents"][0]
        said = words(file_path(made["sha256"]).read_bytes())
        assert "未使用第三方电子认证服务" in said
        assert kept["sha256"] in said

        life.does("town", check, "send_back", reason="缺一项")
        item = InspectionItem.objects.filter(inspection_id=check.data["id"]).order_by("id").first()
        assert item is not None
        again = Record("inspection_items", {"id": item.pk})
        life.does("enforcement", again, "clear", reason="看错")
        life.does("enforcement", again, "fails", finding="积尘")
        (changed,) = signings(life, check)
        assert changed["state"] == "changed"
        assert any("不符合 积尘" in line for line in changed["differs"])
        unsigned = life.client("town").post(f"{check.path}/papers/record?format=pdf").json()["documents"][0]
        assert "请重新签署" in words(file_path(unsigned["sha256"]).read_bytes())


def test_a_row_that_somebody_rewrites_no_longer_agrees_with_the_trail() -> None:
    with register_life("2026-06-01 09:00") as life:
        check = planned(life)
        people = [signer("officer", "张队", photo_id=drawn(life, "enforcement"))]
        assert signed_visit(life, check, people).status_code == 200
        row = Signing.objects.get()
        signature = Signature.objects.get()
        signature.name, signature.signing = "赵队", row
        signature.seal = seal_of(signature)  # even with a seal made to fit
        signature.save()
        (found,) = signings(life, check)
        assert (found["state"], found["differs"]) == ("broken", ["与审计记录不符。"])


@pytest.mark.parametrize(
    ("people", "because"),
    [
        ([signer("party", "主任", is_refused=True, reason="不认可")], "至少一名检查人员须签名"),
        ([signer("officer", "张队", photo_id=1), signer("party", "主任", is_refused=True)], "拒签的情况"),
        ([signer("officer", "张队", photo_id=1), signer("party", "主任", is_refused=True, reason="不认可")], "见证人"),
        ([signer("officer", "张队", is_refused=True, reason="忙")], "至少一名检查人员须签名"),
        ([signer("officer", "张队", photo_id=99_999)], "签名图不存在"),
    ],
)
def test_signatures_that_prove_nothing_are_refused_and_the_visit_with_them(
    people: list[dict[str, Any]], because: str
) -> None:
    with register_life("2026-06-01 09:00") as life:
        check = planned(life)
        answer = signed_visit(life, check, people)
        assert (answer.status_code, because in answer.content.decode()) == (422, True), answer.content.decode()
        assert life.client("town").get(check.path).json()["state"] == "planned"


def test_a_refusal_with_a_witness_stands_on_the_document_and_a_blank_picture_is_no_signature() -> None:
    with register_life("2026-06-01 09:00") as life:
        check = planned(life)
        refused = signer("party", "车间主任", is_refused=True, reason="不认可检查结果")
        blank = [signer("officer", "张队", photo_id=drawn(life, "enforcement", strokes=False))]
        assert "空白" in signed_visit(life, check, blank).content.decode()
        people = [signer("officer", "张队", photo_id=drawn(life, "enforcement")), refused,
                  signer("witness", "村干部", photo_id=drawn(life, "enforcement"))]  # fmt: skip
        assert signed_visit(life, check, people).status_code == 200
        made = life.client("town").post(f"{check.path}/papers/record?format=pdf").json()["documents"][0]
        said = words(file_path(made["sha256"]).read_bytes())
        assert "拒绝签字。情况：不认可检查结果" in said
        assert "见证人：村干部" in said


def test_a_document_is_delivered_to_the_account_and_its_receipt_is_certified() -> None:
    with register_life("2026-06-01 09:00") as life:
        check = planned(life)
        people = [signer("officer", "张队", photo_id=drawn(life, "enforcement")),
                  signer("party", "主任", photo_id=drawn(life, "enforcement"))]  # fmt: skip
        assert signed_visit(life, check, people).status_code == 200
        made = life.client("town").post(f"{check.path}/papers/record").json()["documents"][0]
        address = f"{check.path}/documents/{made['id']}/deliver"

        def deliver(**body: Any) -> Any:
            return life.client("town").post(address, body, content_type="application/json")

        assert "行政处罚法第六十一条" in deliver().content.decode()
        assert deliver(consent="送达地址确认书 2026-01").status_code == 201
        assert deliver(consent="又一次").status_code == 409
        life.told("manager", "principal", why="delivered")
        assert life.client("manager").get("/api/notices").json()["items"][0]["path"] == "/deliveries"
        manager, (row,) = life.client("manager"), life.client("manager").get("/api/deliveries").json()["items"]
        receive = f"/api/deliveries/{row['id']}/receive"
        assert manager.post(receive).status_code == 409  # nobody receives what he has not opened
        assert life.client("town").get(row["url"]).status_code == 200  # an officer's look is none of the enterprise
        assert manager.post(receive).status_code == 409
        assert manager.get(row["url"]).status_code == 200
        assert life.client("town").post(receive).status_code == 403
        assert life.client("operator").post(receive).status_code == 404
        life.day(1)
        for _ in range(2):
            done = life.client("manager").post(receive).json()
            assert (done["received_by"], done["received_at"][:10]) == ("manager员", "2026-06-02")
        papers = life.client("town").post(f"{check.path}/papers/service?format=pdf").json()["documents"]
        said = words(file_path(papers[0]["sha256"]).read_bytes())
        assert "manager员，2026年6月2日9时00分" in said
        assert "送达地址确认书2026-01" in said
        assert MadeDocument.objects.get(pk=made["id"]).sha256 in said


def test_a_paper_of_another_register_is_signed_at_a_desk_only_as_it_was_shown() -> None:
    with register_life("2026-06-01 09:00") as life:
        check = planned(life)
        address = f"{check.path}/papers/scheme"
        shown = life.client("town").get(f"{address}/statement").json()
        people = [signer("officer", "张队", photo_id=drawn(life, "town"))]

        def sign(text: str) -> int:
            body = {"statement": text, "signers": people}
            answer = life.client("town").post(f"{address}/signings", body, content_type="application/json")
            return int(answer.status_code)

        assert sign(shown["statement"] + "。") == 409
        assert sign(shown["statement"]) == 201
        assert life.client("leader").get(f"{check.path}/signings").json()[0]["sha256"] == shown["sha256"]


def test_server_and_phone_write_the_same_statement() -> None:
    check = Inspection(no=EXAMPLE["no"], enterprise=EnterpriseFactory(name=EXAMPLE["unit"]), planned_on="2026-06-01",
                       summary=EXAMPLE["summary"], title="检查", state="onsite")  # fmt: skip
    with register_life("2026-06-01 16:00"):
        check.policy_id, check.officers = policy_keep(INSPECTIONS), EXAMPLE["crew"]
        check.started_at = _visited(datetime.fromisoformat(EXAMPLE["visited_at"]))
        check.save()
        item = {"inspection": check, "policy_id": check.policy_id, "title": "项"}
        for number, (question, one) in enumerate(zip(EXAMPLE["questions"], EXAMPLE["answers"], strict=True)):
            finding = one["words"] if one["answer"] in ("fixed", "failed") else ""
            InspectionItem.objects.create(**item, no=f"JCX-{number}", code=question["code"], finding=finding,
                                          description=question["text"], state=one["answer"])  # fmt: skip
        open_checklist(check, None, {})
        assert statement(check) == EXAMPLE["statement"]
