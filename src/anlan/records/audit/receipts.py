"""Receipts of the chain's end for somebody else to keep: in a file, at an address, on paper.

A receipt says "at this time the trail had so many entries and ended in this hash", signed by Ed25519 with a key that is
derived from the chain's key, or under the suite ``guomi`` by SM2 with a key of its own. Whoever keeps one can show that
nothing up to there was changed or cut off, also against an administrator who holds the database, the key and the anchor
file of this machine. One receipt is one JSON line.
"""

import hashlib
import json
import textwrap
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import urllib3
from django.db import transaction

from anlan.domain.clock import LOCAL
from anlan.kit import signing
from anlan.kit.settings import settings
from anlan.kit.suites import SUITES, guomi, international
from anlan.records.audit import chain
from anlan.records.audit.models import AuditHead
from anlan.records.core import clock

POST_S_MAX = 10
ALGORITHMS = {"international": "Ed25519", "guomi": "SM2，SM3，ID 1234567812345678"}


@dataclass(frozen=True)
class Receipt:
    """The chain's end at one time. ``at`` is UTC, ISO 8601; hash, signature and key are hex.

    ``suite`` says what signed it; receipts from before there was a choice do not, and are Ed25519.
    """

    at: str
    seq: int
    hash: str
    public_key: str
    signature: str
    suite: str = international.NAME

    @property
    def line(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def is_ours(self) -> bool:
        """True when this platform's key signed it."""
        said = _said(self.at, self.seq, self.hash)
        public, signature = bytes.fromhex(self.public_key), bytes.fromhex(self.signature)
        return public in _public_keys(self.suite) and SUITES[self.suite].is_signed(said, signature, public)


class NoReceipt(ValueError):
    """A line that is no receipt; the text says which."""


@transaction.atomic
def issue() -> Receipt | None:
    """A receipt of the present end; None while the trail is empty.

    Raises:
        ValueError: the key that ``ANLAN_AUDIT_SIGN_KEY`` gives is none.
    """
    head = AuditHead.objects.filter(id=1).first()
    if head is None or head.seq == 0:
        return None
    at = clock.now().astimezone(UTC).isoformat(timespec="seconds")
    return _signed(at, head.seq, head.hash)


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
    signature = [f"    {row}" for row in textwrap.wrap(receipt.signature, 64)]
    head = ["安澜 审计回执", f"时间  {at:%Y-%m-%d %H:%M:%S}（北京时间）", f"条数  {receipt.seq}"]
    foot = [
        "公钥",
        *(f"    {row}" for row in textwrap.wrap(receipt.public_key, 64)),
        "保管人签字：____________",
        receipt.line,
    ]
    return "\n".join([*head, "末端摘要", *rows, f"签名（{ALGORITHMS[receipt.suite]}）", *signature, *foot])


def public_pem(suite: str) -> str:
    """The public key of this platform's receipts, for whoever checks them with other tools.

    Raises:
        ValueError: the key that ``ANLAN_AUDIT_SIGN_KEY`` gives is none.
    """
    if suite == guomi.NAME:
        return guomi.public_pem(guomi.signing_public(signing.signing_key(settings(), "audit")))
    return international.public_pem(international.signing_public(_derived_key()))


def _signed(at: str, seq: int, entry_hash: str) -> Receipt:
    said, suite = _said(at, seq, entry_hash), settings().crypto_suite
    if suite == guomi.NAME:
        key = signing.signing_key(settings(), "audit")
        public, signature = guomi.signing_public(key), signing.sign(said, key)
    else:
        public = international.signing_public(_derived_key())
        signature = international.sign(said, _derived_key())
    return Receipt(at, seq, entry_hash, public.hex(), signature.hex(), suite)


def _public_keys(suite: str) -> list[bytes]:
    """Public keys of this platform, those from before among them."""
    if suite == guomi.NAME:
        return [guomi.signing_public(key) for key in signing.keys(settings(), "audit")]
    return [international.signing_public(_derived_key())] if suite == international.NAME else []


def _derived_key() -> bytes:
    return hashlib.blake2b(chain.key(), digest_size=32, person=b"anlan receipt").digest()


def _said(at: str, seq: int, entry_hash: str) -> bytes:
    return f"anlan audit {at} {seq} {entry_hash}".encode()
