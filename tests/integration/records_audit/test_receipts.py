"""Receipts of the chain's end: what somebody else keeps finds what the database, the key and the anchor cannot."""

import base64
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from django.db import transaction

from anlan.kit import signing
from anlan.kit.settings import settings
from anlan.records.audit import anchor, receipts
from anlan.records.audit.commands import public_key_command, receipt_command, verify_command
from anlan.records.audit.models import AuditEntry, AuditHead
from anlan.records.audit.services import audit_write

pytestmark = pytest.mark.django_db


def write(count: int) -> None:
    for n in range(count):
        with transaction.atomic():
            audit_write(actor=None, action=f"a.{n}")


def rewrite_everything_with_the_key(count: int) -> None:
    """What an administrator could do who holds the database, the key and the anchor file."""
    AuditEntry.objects.all().delete()
    AuditHead.objects.all().delete()
    write(count)
    anchor.path().unlink(missing_ok=True)
    head = AuditHead.objects.get()
    anchor.write(head.seq, head.hash)


def test_a_kept_receipt_finds_a_trail_rewritten_with_the_right_key(tmp_path: Path) -> None:
    kept = tmp_path / "receipts.jsonl"
    write(5)
    assert receipt_command(to=kept)[0] == 0
    write(3)
    assert receipt_command(to=kept)[0] == 0
    code, text = verify_command(as_json=True, against=kept)
    assert (code, json.loads(text)["receipts"]) == (0, 2)
    rewrite_everything_with_the_key(8)
    assert verify_command()[0] == 0, "by itself the new trail is whole"
    assert verify_command(against=kept)[0] == 1


def test_a_kept_receipt_finds_a_trail_that_was_cut_with_its_anchor(tmp_path: Path) -> None:
    kept = tmp_path / "receipts.jsonl"
    write(6)
    receipt_command(to=kept)
    AuditEntry.objects.filter(seq__gt=4).delete()
    AuditHead.objects.update(seq=4, hash=AuditEntry.objects.get(seq=4).hash)
    anchor.path().unlink(missing_ok=True)
    assert verify_command()[0] == 0
    code, text = verify_command(as_json=True, against=kept)
    assert (code, json.loads(text)["first_bad_seq"]) == (1, 5)


@pytest.mark.parametrize("spoil", ["{}", "no json", "[]"])
def test_a_file_that_holds_no_receipts_is_named_not_believed(tmp_path: Path, spoil: str) -> None:
    write(1)
    kept = tmp_path / "receipts.jsonl"
    receipt_command(to=kept)
    kept.write_text(kept.read_text() + spoil + "\n")
    code, text = verify_command(against=kept)
    assert (code, "第 2 行" in text) == (2, True)


def test_a_receipt_with_another_number_or_key_is_not_ours() -> None:
    write(2)
    receipt = receipts.issue()
    assert receipt
    for name, value in (("seq", 1), ("hash", "0" * 64), ("signature", "00" * 64), ("public_key", "11" * 32)):
        with pytest.raises(receipts.NoReceipt):
            receipts.read([json.dumps({**json.loads(receipt.line), name: value})])


def test_the_sheet_for_paper_holds_the_receipt() -> None:
    write(2)
    code, text = receipt_command(as_sheet=True)
    receipt = receipts.read([text.splitlines()[-1]])[0]
    assert (code, receipt.seq) == (0, 2)
    assert receipt.hash[:4] in text


def test_an_empty_trail_has_no_receipt() -> None:
    assert receipt_command()[0] == 1


class _Archive(BaseHTTPRequestHandler):
    taken: ClassVar[list[str]] = []
    status = 204

    def do_POST(self) -> None:
        self.taken.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Archive]]:
    """Another system's address."""
    server = HTTPServer(("127.0.0.1", 0), _Archive)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(settings(), "audit_receipt_url", f"http://127.0.0.1:{server.server_port}/receipts")
    monkeypatch.setattr(_Archive, "taken", [])
    yield _Archive
    server.shutdown()
    server.server_close()


def test_a_receipt_goes_to_another_system_or_the_command_says_that_it_did_not(archive, monkeypatch) -> None:
    write(1)
    assert receipt_command()[0] == 0
    assert receipts.read(archive.taken)[0].seq == 1
    monkeypatch.setattr(archive, "status", 403)
    code, text = receipt_command()
    assert (code, "403" in text) == (1, True)


def test_receipts_of_both_suites_hold_the_trail_whatever_the_setting_says_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "receipts.jsonl"
    for suite in ("international", "guomi", "international"):
        monkeypatch.setattr(settings(), "crypto_suite", suite)
        write(2)
        assert receipt_command(to=kept)[0] == 0
    assert [json.loads(line)["suite"] for line in kept.read_text().splitlines()] == [
        "international", "guomi", "international",
    ]  # fmt: skip
    assert [len(json.loads(line)["signature"]) > 130 for line in kept.read_text().splitlines()] == [False, True, False]
    code, text = verify_command(as_json=True, against=kept)
    assert (code, json.loads(text)["receipts"]) == (0, 3)


def test_an_anchor_holds_whatever_digest_wrote_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for seq, suite in ((1, "international"), (2, "guomi")):
        monkeypatch.setattr(settings(), "crypto_suite", suite)
        anchor.write(seq, "ab" * 32)
        for other in ("international", "guomi"):
            monkeypatch.setattr(settings(), "crypto_suite", other)
            assert anchor.last() == (seq, "ab" * 32)
    anchor.path().write_text(anchor.path().read_text().replace("2 ab", "2 bb"))
    assert anchor.last() is None


def test_a_receipt_from_before_there_was_a_choice_is_still_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    write(1)
    receipt = receipts.issue()
    assert receipt is not None
    old = {name: value for name, value in json.loads(receipt.line).items() if name != "suite"}
    monkeypatch.setattr(settings(), "crypto_suite", "guomi")
    assert receipts.read([json.dumps(old)])[0].is_ours


def test_an_sm2_receipt_that_was_altered_or_signed_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "crypto_suite", "guomi")
    write(1)
    receipt = receipts.issue()
    assert receipt is not None
    for change in ({"seq": 2}, {"suite": "international"}, {"suite": "nist"}, {"signature": receipt.signature[:-2]}):
        with pytest.raises(receipts.NoReceipt):
            receipts.read([json.dumps({**json.loads(receipt.line), **change})])
    settings().folder("keys").joinpath("audit.guomi.key").unlink()
    with pytest.raises(receipts.NoReceipt):
        receipts.read([receipt.line])
    assert not settings().folder("keys").joinpath("audit.guomi.key").exists(), "reading made a key"


def test_a_signing_key_whose_halves_do_not_fit_is_refused_before_it_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = (base64.b64decode(signing.new_key().removeprefix("guomi:")) for _ in range(2))
    monkeypatch.setattr(settings(), "crypto_suite", "guomi")
    monkeypatch.setattr(settings(), "audit_sign_key", "guomi:" + base64.b64encode(one[:32] + other[32:]).decode())
    write(1)
    code, said = receipt_command()
    assert code == 1
    assert "do not fit" in said


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command is not installed")
def test_openssl_alone_checks_a_receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of docs/how-to/prove-the-audit-trail.md."""
    monkeypatch.setattr(settings(), "crypto_suite", "guomi")
    write(3)
    line = json.loads(receipt_command()[1])
    (tmp_path / "key.pem").write_text(public_key_command("")[1] + "\n")
    (tmp_path / "said").write_text(f"anlan audit {line['at']} {line['seq']} {line['hash']}")
    (tmp_path / "signature").write_bytes(bytes.fromhex(line["signature"]))
    command = (
        "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in said -sigfile signature"
        " -digest sm3 -pkeyopt distid:1234567812345678"
    )
    done = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, timeout=30)
    assert done.stdout.strip() == "Signature Verified Successfully", done.stderr
