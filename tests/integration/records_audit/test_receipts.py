"""Receipts of the chain's end: what somebody else keeps finds what the database, the key and the anchor cannot."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from django.db import transaction

from anlan.kit.settings import settings
from anlan.records.audit import anchor, receipts
from anlan.records.audit.commands import receipt_command, verify_command
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
