"""One measured figure, and where figures are kept."""

import json
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("results.json")


def figure(
    name: str,
    value: float,
    unit: str,
    *,
    goal: float | None = None,
    higher_is_better: bool = True,
    peer: str | None = None,
    peer_value: float | None = None,
    note: str = "",
) -> dict[str, Any]:
    """A result row; ratio is ours to the peer's, always so that above 1 means better."""
    ratio = None
    if peer_value and value:
        ratio = value / peer_value if higher_is_better else peer_value / value
    return {
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "goal": goal,
        "higher_is_better": higher_is_better,
        "peer": peer,
        "peer_value": peer_value and round(peer_value, 4),
        "ratio": ratio and round(ratio, 2),
        "machine": f"{platform.machine()} {_cores()} cores",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "note": note,
    }


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0))


def meets(row: dict[str, Any]) -> str:
    """ "yes", "no" or "–" (no goal)."""
    if row["goal"] is None:
        return "–"
    good = row["value"] >= row["goal"] if row["higher_is_better"] else row["value"] <= row["goal"]
    return "yes" if good else "NO"


def save(rows: list[dict[str, Any]]) -> None:
    """Add rows to results.json, replacing older ones of the same name."""
    old = json.loads(FILE.read_text()) if FILE.exists() else []
    names = {row["name"] for row in rows}
    FILE.write_text(json.dumps([r for r in old if r["name"] not in names] + rows, indent=1, ensure_ascii=False) + "\n")


def show(rows: list[dict[str, Any]]) -> None:
    """Print a table."""
    for row in rows:
        peer = f"  {row['peer']} {row['peer_value']} (ratio {row['ratio']})" if row["peer"] else ""
        goal = f"  goal {row['goal']} {meets(row)}" if row["goal"] is not None else ""
        print(f"{row['name']:<44} {row['value']:>14} {row['unit']:<22}{goal}{peer}  {row['note']}", flush=True)
