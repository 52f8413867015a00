"""``anlan audit``: is the trail whole, and receipts of its end for others to keep."""

import json
from pathlib import Path

import urllib3

from anlan.kit.settings import settings
from anlan.records.audit import receipts
from anlan.records.audit.selectors import verify

Outcome = tuple[int, str]


def verify_command(*, as_json: bool = False, against: Path | None = None) -> Outcome:
    """Check the whole chain, and kept receipts against it; exit code 0 whole, 1 broken, 2 no such receipts."""
    try:
        kept = receipts.read(against.read_text("utf-8").splitlines()) if against else []
    except (OSError, receipts.NoReceipt) as error:
        return 2, str(error)
    report = verify(kept=[(receipt.seq, receipt.hash) for receipt in kept])
    if as_json:
        shown = {**report.as_dict(), "receipts": len(kept)}
        return (0 if report.is_whole else 1), json.dumps(shown, ensure_ascii=False)
    if report.is_whole:
        with_them = f"，与 {len(kept)} 份回执相符" if kept else ""
        return 0, f"审计链完整：共 {report.checked} 条，末端摘要 {report.head_hash[:16]}{with_them}"
    return 1, f"审计链不完整：第 {report.first_bad_seq} 条，{report.problem}"


def receipt_command(*, to: Path | None = None, as_sheet: bool = False) -> Outcome:
    """Issue a receipt: into ``to``, to ``ANLAN_AUDIT_RECEIPT_URL`` when set, and as the text to print."""
    try:
        receipt = receipts.issue()
    except ValueError as error:
        return 1, str(error)
    if receipt is None:
        return 1, "审计记录为空，尚无回执可出。"
    if to is not None:
        receipts.keep(receipt, to)
    if settings().audit_receipt_url:
        try:
            receipts.post(receipt, settings().audit_receipt_url)
        except (ValueError, OSError, urllib3.exceptions.HTTPError) as error:
            return 1, f"回执未送达 ANLAN_AUDIT_RECEIPT_URL：{error}"
    return 0, receipts.sheet(receipt) if as_sheet else receipt.line


def public_key_command(suite: str) -> Outcome:
    """The public key of receipts as PEM; ``suite`` empty = the one that signs now."""
    try:
        return 0, receipts.public_pem(suite or settings().crypto_suite).rstrip()
    except ValueError as error:
        return 1, str(error)
