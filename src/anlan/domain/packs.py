"""Domain packs 领域包: another field of safety on the same river, as data: kinds, rules, measures, layers, checklists.

A pack is a folder: ``pack.toml`` (name, version, label, en, field) and tables as CSV. Those of :data:`OF_THE_RULE_SET`
have the columns of ``domain/data`` and are read together with them by :func:`~anlan.domain.data_rows.rows_of`; the
others are the pack's own. This module judges the text and keeps what the process uses; files are ``anlan.web.packs``.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anlan.domain import data_rows
from anlan.domain.grades import Grade
from anlan.domain.sources import MARKS

#: Columns of each table; those of the rule set as ``domain/data`` has them.
OF_THE_RULE_SET = ("kinds", "rule_set", "alarm_names", "alarm_designs", "measures", "never_suppressed")
OWN = {"layers": ("key", "label", "en", "kinds"), "checklists": ("code", "sector", "text", "basis", "mark")}
TABLES = (*OF_THE_RULE_SET, *OWN)
MUST = ("kinds", "rule_set", "measures")
LABELS = ("L", "LL", "H", "HH", "HHH")
Row = dict[str, str]


class BadPack(Exception):
    """A pack cannot be used; the text lists what to change, a line each."""


@dataclass(frozen=True)
class Pack:
    """One pack, checked."""

    name: str
    version: str
    label: str
    en: str
    field: str
    tables: Mapping[str, tuple[Row, ...]]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of points it brings."""
        return frozenset(row["kind"] for row in self.tables["kinds"])


def pack_of(texts: Mapping[str, str], others: Iterable[Pack] = ()) -> Pack:
    """The pack in ``{file name: text}``, checked against the rule set and against ``others`` that are in use.

    Raises:
        BadPack: everything that is wrong with it.
    """
    wrong: list[str] = []
    head = _head(texts.get("pack.toml", ""), wrong)
    tables = {name: _table(name, texts.get(f"{name}.csv"), wrong) for name in TABLES}
    taken = {row["kind"] for row in data_rows.shipped("kinds")} | {k for one in others for k in one.kinds}
    wrong += [] if wrong else [*_rules(tables, taken), *_own(head, tables)]
    if wrong:
        raise BadPack("\n".join(wrong))
    return Pack(**head, tables=tables)


def _head(text: str, wrong: list[str]) -> dict[str, str]:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        wrong.append(f"pack.toml: {error}")
        return {}
    names = ("name", "version", "label", "en", "field")
    wrong += [f"pack.toml: needs {name} as text" for name in names if not isinstance(found.get(name), str)]
    name = str(found.get("name", ""))
    if not name.isidentifier() or not name.islower() or len(name) > 16:
        wrong.append(f"pack.toml: name {name!r} must be lower-case letters, digits and _, at most 16")
    return {name: str(found.get(name, "")) for name in names}


def _table(name: str, text: str | None, wrong: list[str]) -> tuple[Row, ...]:
    if text is None:
        wrong += [f"{name}.csv is missing"] if name in MUST else []
        return ()
    columns, rows = data_rows.parse(text)
    wanted = OWN.get(name) or data_rows.columns_of(name)
    if tuple(columns) != tuple(wanted):
        wrong.append(f"{name}.csv: columns must be {','.join(wanted)}")
        return ()
    for count, row in enumerate(rows, start=2):
        wrong += [f"{name}.csv line {count}: {what}" for what in _row(name, row)]
    return tuple(rows)


def _row(name: str, row: Row) -> list[str]:
    if None in row or None in row.values():
        return ["has another number of cells than the head"]
    found = [] if name == "layers" or row.get("source", row.get("basis")) else ["needs a source"]
    found += [] if name == "layers" or row["mark"] in MARKS else [f"mark must be one of {' '.join(MARKS)}"]
    numbers = {
        "rule_set": ("set_point", "deadband", "on_delay_s", "off_delay_s"),
        "alarm_designs": ("respond_within_s",),
    }
    found += [f"{column} must be a number" for column in numbers.get(name, ()) if not _is_number(row[column])]
    if name == "rule_set":
        found += [] if row["label"] in LABELS else [f"label must be one of {' '.join(LABELS)}"]
        found += [] if row["direction"] in ("1", "-1") else ["direction must be 1 or -1"]
        found += [] if row["grade"] in set(Grade) else [f"grade must be one of {' '.join(Grade)}"]
    if name == "kinds":
        found += [f"needs {column}" for column in ("kind", "name_zh", "name_en", "unit") if not row[column]]
        optional = ("range_low", "range_high", "resolution", "offline_after_s", "fault_after_s", "stuck_after_s")
        found += [f"{c} must be a number or empty" for c in optional if row[c] and not _is_number(row[c])]
    return found


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False


def _rules(tables: Mapping[str, tuple[Row, ...]], taken: set[str]) -> list[str]:
    """Every kind is new and has a rule; every rule has its kind, stands once, and somebody to say what to do."""
    kinds = [row["kind"] for row in tables["kinds"]]
    found = [f"kinds.csv: {kind} exists already; choose another name" for kind in kinds if kind in taken]
    found += [f"kinds.csv: {kind} is there twice" for kind in sorted(set(kinds)) if kinds.count(kind) > 1]
    rules = [(row["kind"], row["label"]) for row in tables["rule_set"]]
    found += [
        f"rule_set.csv: {kind} {label} is there twice" for kind, label in set(rules) if rules.count((kind, label)) > 1
    ]
    found += [f"kinds.csv: {kind} has no line in rule_set.csv" for kind in kinds if kind not in dict(rules)]
    for name in OF_THE_RULE_SET[1:]:
        found += [
            f"{name}.csv: {row['kind']} is no kind of this pack" for row in tables[name] if row["kind"] not in kinds
        ]
    carded = {(row["kind"], label) for row in tables["measures"] for label in row["labels"].split()}
    found += [
        f"measures.csv: nothing says what to do at {k} {label}"
        for k, label in rules
        if not {(k, label), (k, "*")} & carded
    ]
    return found


def _own(head: Mapping[str, str], tables: Mapping[str, tuple[Row, ...]]) -> list[str]:
    kinds = {row["kind"] for row in tables["kinds"]}
    found = [
        f"layers.csv: {row['key']}: {kind} is no kind of this pack"
        for row in tables["layers"] for kind in row["kinds"].split() if kind not in kinds
    ]  # fmt: skip
    name = head["name"]
    return found + [
        f"checklists.csv: {r['code']}: sector must be {name}" for r in tables["checklists"] if r["sector"] != name
    ]


# --- what this process uses ----------------------------------------------------------------------------

_in_use: tuple[Pack, ...] = ()


def use(packs: Iterable[Pack]) -> None:
    """Put these packs, and no others, beside the shipped tables. Called once, when a process starts."""
    global _in_use
    _in_use = tuple(packs)
    data_rows.more = {name: [row for one in _in_use for row in one.tables[name]] for name in OF_THE_RULE_SET}


def in_use() -> tuple[Pack, ...]:
    """The packs of this process."""
    return _in_use
