"""Which of the functions that public tenders ask for are in the product, and where: a page made from a table.

``docs/reference/functions.csv`` has ``no,group,stars,function,there,where,note``; ``there`` is ``yes``, ``part`` or
``no``. ``where`` names places as ``kind:name``, separated by spaces; a test asks whether each of them exists.
"""

import csv
from collections import Counter
from pathlib import Path

FILE = Path(__file__).parents[3] / "docs" / "reference" / "functions.csv"
KINDS = ("page", "public", "api", "register", "driver", "rule", "recogniser", "channel", "cli", "doc")
MARKS = {"yes": "yes", "part": "in part", "no": "**no**"}

_HEAD = """# Functions that tenders ask for

122 functions out of public tenders, bid documents and the law, with three stars for what nearly all of them ask for.
*In part* and *no* say what is missing. Made from [`functions.csv`](functions.csv); a test looks up every page, route,
register and command that it names.

"""
_COLUMNS = """| no | stars | function | there | where | what is missing, or where it stands |
|---:|---|---|---|---|---|
"""


def rows() -> list[dict[str, str]]:
    """The table, in its order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def page() -> str:
    """The page of the reference."""
    table = rows()
    parts = [_HEAD, _summary(table)]
    for group in dict.fromkeys(row["group"] for row in table):
        parts.append(f"\n## {group}\n\n{_COLUMNS}")
        parts.extend(_line(row) for row in table if row["group"] == group)
    return "".join(parts)


def _summary(table: list[dict[str, str]]) -> str:
    count = Counter((row["stars"], row["there"]) for row in table)
    cells = {stars: " | ".join(str(count[stars, there]) for there in MARKS) for stars in ("3", "2", "1")}
    lines = [f"| {'★' * int(stars)} | {counts} |\n" for stars, counts in cells.items()]
    return "".join(["| stars | yes | in part | no |\n|---|---:|---:|---:|\n", *lines])


def _line(row: dict[str, str]) -> str:
    where = " ".join(_shown(one) for one in row["where"].split())
    stars, there = "★" * int(row["stars"]), MARKS[row["there"]]
    return f"| {row['no']} | {stars} | {row['function']} | {there} | {where} | {row['note']} |\n"


def _shown(where: str) -> str:
    kind, name = where.split(":", 1)
    links = {
        "register": f"[{name}](registers/{name}.md)",
        "rule": f"[rule {name}](rules/{name}.md)",
        "doc": f"[{Path(name).stem}](../{name.removeprefix('docs/')})",
        "cli": f"`anlan {name}`",
        "page": f"`{name}`",
        "public": f"`{name}`",
        "api": f"`{name}`",
    }
    return links.get(kind, f"{kind} `{name}`")
