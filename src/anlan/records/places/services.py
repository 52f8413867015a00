"""Loading the county that ships with the platform."""

import csv
import json
from pathlib import Path
from typing import Any

from anlan.records.places.models import Town

DATA = Path(__file__).parent / "data"


def shipped_towns() -> list[dict[str, Any]]:
    """Towns and streets of the shipped county with their sketched outlines; sources and licences: data/README.md."""
    sketches = json.loads((DATA / "town_sketches.json").read_text())
    with (DATA / "towns.csv").open(newline="") as file:
        return [
            {
                "code": row["code"],
                "name": row["name"],
                "kind": row["kind"],
                "lon": float(row["lon"]),
                "lat": float(row["lat"]),
                "confidence": row["confidence"],
                "source": row["source"],
                "sketch": sketches.get(row["code"]),
            }
            for row in csv.DictReader(file)
        ]


def towns_load(model: type[Any] = Town) -> int:
    """Add the shipped towns that are missing; those already there keep what was edited. Returns how many were added."""
    known = set(model.objects.values_list("code", flat=True))
    fresh = [model(**row) for row in shipped_towns() if row["code"] not in known]
    return len(model.objects.bulk_create(fresh))


def shipped_county() -> dict[str, Any]:
    """The county that ships with the platform."""
    with (DATA / "county.csv").open(newline="") as file:
        row = next(csv.DictReader(file))
    boxes = {name: [float(edge) for edge in row[name].split()] for name in ("bbox", "view")}
    return {"code": row["code"], "name": row["name"], "lon": float(row["lon"]), "lat": float(row["lat"]), **boxes}
