"""``anlan cameras evaluate``: the real recogniser over labelled footage, its figures printed or put on its card."""

import hashlib
import json
import re
import time
from pathlib import Path
from typing import Any

from anlan.cameras.catalogue import Behaviour, behaviours
from anlan.cameras.evaluate.footage import BadManifest, Sample, read_manifest
from anlan.cameras.evaluate.measures import (
    Figures,
    Played,
    count_figures,
    duration_figures,
    event_figures,
    score_figures,
)
from anlan.cameras.evaluate.play import play
from anlan.cameras.models.shelf import ROLES, shelf_for
from anlan.cameras.people import PersonFinder
from anlan.kit.settings import Settings

#: The table of figures in a recogniser's README: its head, then its rows.
_TABLE = re.compile(r"(\| figure \| value \|\n\|---\|---\|\n)((?:\|.*\n)*)")


def evaluate(name: str, folders: list[Path], config: Settings) -> dict[str, Any]:
    """Quality card of one behaviour on labelled folders. Figures of drawn scenes stand apart, as ``drawn_…``: they
    prove the plumbing, never the accuracy.

    Raises:
        BadManifest: nothing to measure on. KeyError: no such behaviour.
    """
    behaviour = behaviours()[name]
    told = [sample for folder in folders for sample in read_manifest(folder, behaviour.manifest.footage)]
    samples = [sample for sample in told if sample.says_something]
    if not samples:
        raise BadManifest(f"{', '.join(map(str, folders))}: no file labelled {behaviour.manifest.footage!r}")
    shelf = shelf_for(config)
    shelf.refresh()
    begun_s = time.process_time()
    played = [(sample, play(sample, behaviour, PersonFinder(shelf))) for sample in samples]
    looks = sum(len(moments) for _, moments in played)
    return {
        "behaviour": name,
        "figures": _all_figures(behaviour, played),
        "footage": {"files": len(samples), "fingerprint": _fingerprint(samples)},
        "models": {role: model.card.name for role in ROLES if (model := shelf.get(role))},
        "cpu_ms_per_look": round((time.process_time() - begun_s) * 1000 / max(1, looks), 1),
    }


def save(card: dict[str, Any]) -> Path:
    """Write the quality card into the recogniser's folder, and its figures into the README there."""
    folder = behaviours()[card["behaviour"]].folder
    path = folder / "quality.json"
    path.write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", "utf-8")
    readme = folder / "README.md"
    rows = "".join(f"| {key} | {json.dumps(value)} |\n" for key, value in card["figures"].items())
    readme.write_text(_TABLE.sub(lambda found: found[1] + rows, readme.read_text("utf-8")), "utf-8")
    return path


def as_text(card: dict[str, Any]) -> str:
    """The card as lines for a terminal."""
    behaviour = behaviours()[card["behaviour"]]
    head = f"{behaviour.manifest.title_zh} {behaviour.name}: {card['footage']['files']} files"
    lines = [
        f"  {key.replace('_', ' '):28} {'-' if value is None else value}" for key, value in card["figures"].items()
    ]
    return "\n".join([head, *lines, f"  {'CPU-ms per look':28} {card['cpu_ms_per_look']}"])


def _all_figures(behaviour: Behaviour, played: Played) -> Figures:
    real = [(s, m) for s, m in played if s.kind != "drawn"]
    drawn = [(s, m) for s, m in played if s.kind == "drawn"]
    figures = _figures(behaviour, real) if real else {}
    if drawn:
        told = event_figures(drawn, behaviour.manifest.alarm_at)
        figures |= {f"drawn_{key}": value for key, value in told.items()}
    return figures


def _figures(behaviour: Behaviour, played: Played) -> Figures:
    """By the kind of its value, and as events where clips say when something happens, or that nothing does."""
    by_value = _by_value(behaviour, played)
    has_clips = any(sample.is_clip and sample.is_positive is not None for sample, _ in played)
    return by_value | (event_figures(played, behaviour.manifest.alarm_at) if has_clips or not by_value else {})


def _by_value(behaviour: Behaviour, played: Played) -> Figures:
    measure = behaviour.manifest.measure
    if measure == "count":
        return count_figures(played)
    if measure == "duration":
        return duration_figures(played)
    return score_figures(played, behaviour.manifest.alarm_at) if measure == "score" else {}


def _fingerprint(samples: list[Sample]) -> str:
    """Names the footage without keeping it: equal fingerprints were measured on equal files."""
    digest = hashlib.sha256()
    for sample in sorted(samples, key=lambda s: str(s.path)):
        told = f"{sample.path}{sorted(sample.options.items())}".encode()
        digest.update(told if sample.kind == "drawn" else sample.path.read_bytes())
    return digest.hexdigest()[:16]
