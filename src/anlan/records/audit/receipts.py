"""Receipts of the chain's end for somebody else to keep: in a file, at an address, on paper.

A receipt says "at this time the trail had so many entries and ended in this hash", signed with an Ed25519 key that is
derived from the chain's key. Whoever keeps one can show that nothing up to there was changed or cut off, also against
an administrator who holds the database, the key and the anchor file of this machine. One receipt is one JSON line.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import urllib3
from django.db import transaction
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from anlan.domain.clock import LOCAL
from anlan.records.audit import chain
from anlan.records.audit.models import AuditHead
from anlan.records.core import clock

POST_S_MAX = 10


@dataclass(frozen=True)
class Receipt:
    """The chain's end at one time. ``at`` is UTC, ISO 8601; hash, signature and key are hex."""

    at: str
    seq: int
    hash: str
    public_key: str
    signature: str

    @property
    def line(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def is_ours(self) -> bool:
        """True when this platform's key signed it."""
        key = _signing_key().verify_key
        return self.public_key == key.encode().hex() and _is_signed(self, key)


class NoReceipt(ValueError):
    """A line that is no receipt; the text says which."""


@transaction.atomic
def issue() -> Receipt | None:
    """A receipt of the present end; None while the trail is empty."""
    head = AuditHead.objects.filter(id=1).first()
    if head is None or head.seq == 0:
        return None
    key = _signing_key()
    at = clock.now().astimezone(UTC).isoformat(timespec="seconds")
    signature = key.sign(_said(at, head.seq, head.hash)).signature.hex()
    return Receipt(at, head.seq, head.hash, key.verify_key.encode().hex(), signature)


def read(lines: Iterable[str]) -> list[Receipt]:
    """Receipts of a file, one a line; empty lines are skipped.

    Raises:
        NoReceipt: a line is damaged, or was not signed by this platform.
    """
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            receipt = Receipt(**json.loads(line))
            is_ours = receipt.is_ours
        except (ValueError, TypeError, AttributeError) as error:
            raise NoReceipt(f"第 {number} 行不是有效的审计回执，请核对文件。") from error
        if not is_ours:
            raise NoReceipt(f"第 {number} 行的签名不是本平台的，可能被改动。")
        found.append(receipt)
    return found


def keep(receipt: Receipt, path: Path) -> None:
    """Add the receipt to a file that only grows, ideally on a disk that is written once."""
    with path.open("a", encoding="utf-8") as file:
        file.write(receipt.line + "\n")


def post(receipt: Receipt, url: str) -> None:
    """Hand the receipt to another system, as JSON.

    Raises:
        ValueError: not an http(s) address.
        urllib3.exceptions.HTTPError, OSError: not delivered.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("审计回执地址须以 http:// 或 https:// 开头。")
    headers = {"Content-Type": "application/json"}
    with urllib3.PoolManager(timeout=POST_S_MAX, retries=urllib3.Retry(3, redirect=0, backoff_factor=0.5)) as pool:
        answer = pool.request("POST", url, body=receipt.line.encode(), headers=headers)
    if answer.status >= 300:
        raise OSError(f"对方返回 {answer.status}")


def sheet(receipt: Receipt) -> str:
    """The receipt for paper: groups of four that a person can read out and compare."""
    at = datetime.fromisoformat(receipt.at).astimezone(LOCAL)
    groups = [receipt.hash[n : n + 4] for n in range(0, 64, 4)]
    rows = ["    " + " ".join(groups[n : n + 8]) for n in (0, 8)]
    signature = [f"    {receipt.signature[n : n + 64]}" for n in (0, 64)]
    head = ["安澜 审计回执", f"时间  {at:%Y-%m-%d %H:%M:%S}（北京时间）", f"条数  {receipt.seq}"]
    foot = ["公钥", f"    {receipt.public_key}", "保管人签字：____________", receipt.line]
    return "\n".join([*head, "末端摘要", *rows, "签名（Ed25519）", *signature, *foot])


def _signing_key() -> SigningKey:
    return SigningKey(hashlib.blake2b(chain.key(), digest_size=32, person=b"anlan receipt").digest())


def _said(at: str, seq: int, entry_hash: str) -> bytes:
    return f"anlan audit {at} {seq} {entry_hash}".encode()


def _is_signed(receipt: Receipt, key: VerifyKey) -> bool:
    try:
        key.verify(_said(receipt.at, receipt.seq, receipt.hash), bytes.fromhex(receipt.signature))
    except (BadSignatureError, ValueError):
        return False
    return True
