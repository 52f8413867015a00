"""From facts and curve to a PDF, in a folder of its own that is gone afterwards."""

import hashlib
import json
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import typst

from anlan.records.core.files import attachment_path
from anlan.web.closing_report import curve as curves
from anlan.web.closing_report import fonts

TEMPLATE = Path(__file__).with_name("report.typ")


def content_hash(facts: dict[str, Any]) -> str:
    """SHA-256 of the facts in one fixed spelling: the number that is printed and can be checked."""
    spelled = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


def render(
    facts: dict[str, Any],
    stamp: dict[str, str],
    curve: curves.Curve | None,
    at: datetime,
    form: Literal["pdf", "png"] = "pdf",
) -> Any:
    """Set the report.

    Args:
        facts: of :func:`anlan.web.closing_report.facts.facts_of`.
        stamp: ``no``, ``issued_at``, ``issued_by``, ``sha256``: printed, not hashed.
        curve: the head alarm's point; None when history did not answer.
        at: becomes the file's own date, so that the same input gives the same bytes.

    Returns:
        The PDF; as ``png`` a list of pictures, one per page.

    Raises:
        FontMissing: no Chinese font on this machine.
    """
    text, heading = fonts.chosen()
    with tempfile.TemporaryDirectory(prefix="anlan-report-") as folder:
        root = Path(folder)
        shutil.copy(TEMPLATE, root / "report.typ")
        photos = [_laid(photo, root) for photo in facts["photos"]]
        if curve is not None:
            (root / "curve.svg").write_text(curves.svg(curve, heading), "utf-8")
        data = {**facts, "photos": photos, "stamp": stamp, "has_curve": curve is not None}
        (root / "report.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        return typst.compile(
            str(root / "report.typ"), root=str(root), format=form, ppi=110,
            sys_inputs={"text": text, "heading": heading}, timestamp=at.replace(microsecond=0),
        )  # fmt: skip


def _laid(photo: dict[str, Any], root: Path) -> dict[str, Any]:
    """The photo's file beside the template; one whose file is gone is said to be so."""
    source = attachment_path(photo["sha256"])
    if not source.exists():
        return {**photo, "file": ""}
    shutil.copy(source, root / f"{photo['sha256']}.jpg")
    return {**photo, "file": f"{photo['sha256']}.jpg"}
