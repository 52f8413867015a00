"""Reading and proving the audit trail."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from anlan.records.audit import anchor
from anlan.records.audit.chain import GENESIS, is_hash_of
from anlan.records.audit.models import AuditEntry, AuditHead
from anlan.records.audit.services import HASHED


def audit_list(
    *,
    actor_id: int | None = None,
    action: str = "",
    target_type: str = "",
    target_id: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AuditEntry]:
    """Entries, newest first; for those who hold ``audit.view``, who see the whole county."""
    rows = AuditEntry.objects.all()
    given: dict[str, Any] = {
        "actor_id": actor_id,
        "action__startswith": action,
        "target_type": target_type,
        "target_id": target_id,
        "at__gte": since,
        "at__lt": until,
    }
    return rows.filter(**{name: value for name, value in given.items() if value not in (None, "")})


@dataclass(frozen=True)
class Verification:
    """Outcome of :func:`verify`."""

    is_whole: bool
    checked: int
    head_hash: str
    first_bad_seq: int | None = None
    problem: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@transaction.atomic
def verify(kept: Iterable[tuple[int, str]] = ()) -> Verification:
    """Recompute every hash and compare the end with the head row and with the anchor outside the database.

    Args:
        kept: ``(seq, hash)`` of receipts that somebody else has kept; each must be met on the way.

    An entry that was changed, removed, inserted or moved breaks the chain where it stood; entries cut off at the end
    are found by the head row, and by the anchor file when the head row was cut back as well.
    """
    previous, expected = GENESIS, 1
    anchored = anchor.last()
    must = [*kept, *([anchored] if anchored else [])]
    promised = dict(must)
    contradiction = next((seq for seq, hash_ in must if promised[seq] != hash_), None)
    if contradiction is not None:
        return Verification(False, 0, previous, contradiction, "库外记录之间互相矛盾")
    for entry in AuditEntry.objects.order_by("seq").iterator(chunk_size=2000):
        problem = _problem(entry, previous, expected)
        if not problem and promised.get(entry.seq, entry.hash) != entry.hash:
            problem = "与库外锚点记录的摘要不符"
        if problem:
            return Verification(False, expected - 1, previous, entry.seq, problem)
        previous, expected = entry.hash, expected + 1
    end = _end_problem(expected - 1, previous, max(promised, default=0))
    return Verification(not end, expected - 1, previous, expected if end else None, end)


def _problem(entry: AuditEntry, previous: str, expected: int) -> str:
    if entry.seq != expected:
        return f"序号不连续，应为 {expected}"
    if entry.prev_hash != previous:
        return "与前一条的衔接不符"
    if not is_hash_of(entry.hash, previous, {name: getattr(entry, name) for name in HASHED}):
        return "内容与摘要不符，可能被改动"
    return ""


def _end_problem(seq: int, last_hash: str, promised: int) -> str:
    head = AuditHead.objects.filter(id=1).first()
    if (head.seq, head.hash) != (seq, last_hash) if head else seq > 0:
        return "末端记录缺失或被改动"
    if promised > seq:
        return f"库外锚点记到第 {promised} 条，之后的记录已缺失"
    return ""
