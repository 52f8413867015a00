"""Finds in the code, by its syntax, every Chinese sentence that an answer of the platform may carry.

Three nets, each wider than the one before: what an error is made with, what a ``why_not`` returns, and every literal
that ends as a sentence does, but for modules that write something else than answers (``OTHER_WRITING``).
"""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import django

SOURCE = Path(__file__).parents[2] / "src" / "anlan"
GATEWAY = "gateway/drivers/http/"
#: Errors that are no ``DomainError`` and whose text an answer repeats.
SAID_ERRORS = frozenset({"BodyError", "RowError", "BadValue", "NoReceipt", "BadSelection", "BadPeriod", "BadEdit"})
#: Functions that put a sentence together from what they are given.
MAKERS = frozenset({"size_sentence", "_matching"})
#: What Django's judges of passwords say; their Chinese is Django's own.
OF_DJANGO = (
    "The password is too similar to the %(verbose_name)s.",
    "This password is too common.",
    "This password is entirely numeric.",
)
TOO_SHORT = "This password is too short. It must contain at least %(min_length)d character{}."
#: What is sent to people begins with the platform's name.
SENT = "【"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = re.compile(r"[。！？]$")
#: `{a}` and `{who}` of texts that ``str.format`` fills; JSON in a sentence is none.
_NAMED_HOLE = re.compile(r"\{[a-z_]*\}")

#: Modules whose sentences are no answers.
OTHER_WRITING = (
    # what virtual people say, and records they keep
    r"demo/.*",
    r".*/seeds\.py",
    r"web/demo_.*",
    # official papers
    r".*/documents\.py",
    r".*/papers\.py",
    r".*/signing/on_paper\.py",
    r".*/bulletin_words\.py",
    r".*/report_files\.py",
    # descriptions of registers, which are declared in both languages
    r".*/register\.py",
    r".*/committees/(bodies|meetings|pressure)\.py",
    r".*/enforcement/(field_work|recordings)\.py",
    r".*/inspections/planning\.py",
    r".*/registry/schema\.py",
    # advice and notes on records
    r".*/enforcement/advice\.py",
    r"records/evidence/selectors\.py",
    r"records/arrivals/sheets\.py",
    # the command line, the API's description, the back office
    r".*/commands\.py",
    r"web/api\.py",
    r"web/admin_site\.py",
    r".*/admin\.py",
    # what is spoken or sent to people
    r".*/loudspeakers/saying\.py",
    r"records/notices/templates\.py",
    r".*/migrations/.*",
)
_OTHER = re.compile("|".join(f"(?:{pattern})" for pattern in OTHER_WRITING))


def template(node: ast.AST) -> str | None:
    """A literal text with ``{}`` for every hole; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _NAMED_HOLE.sub("{}", node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = template(node.left), template(node.right)
        return left + right if left is not None and right is not None else None
    return None


def _chinese(node: ast.AST) -> Iterator[str]:
    """Templates in ``node``, the largest of each."""
    text = template(node)
    if text is not None:
        if _CHINESE.search(text) and not text.startswith(SENT):
            yield text
        return
    if isinstance(node, ast.Compare):  # what is looked for, not what is said
        return
    for child in ast.iter_child_nodes(node):
        yield from _chinese(child)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _errors(trees: dict[str, ast.Module]) -> set[str]:
    """Names of the errors people read: ``DomainError``, all that descend from it, and ``SAID_ERRORS``."""
    bases = {
        node.name: {_name(base) for base in node.bases}
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    known, before = {"DomainError", *SAID_ERRORS}, 0
    while len(known) != before:
        before = len(known)
        known |= {name for name, parents in bases.items() if parents & known}
    return known


def _reasons(tree: ast.Module) -> set[str]:
    """Names of functions that say why something is not possible: by their name, or declared as such."""
    declared = {
        _name(keyword.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "why_not"
    }
    return declared - {""}


def in_module(tree: ast.Module, path: str, errors: set[str], reasons: set[str]) -> Iterator[str]:
    """Templates in one module; ``errors`` and ``reasons`` are names of errors and of functions that say why not."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in errors | MAKERS:
            for given in [*node.args, *(keyword.value for keyword in node.keywords)]:
                yield from _chinese(given)
        elif isinstance(node, ast.ClassDef) and node.name in errors:
            for line in node.body:
                if isinstance(line, ast.Assign):
                    yield from _chinese(line.value)
        elif isinstance(node, ast.FunctionDef) and node.name in MAKERS:
            for default in node.args.kw_defaults:
                yield from _chinese(default) if default is not None else ()
        elif isinstance(node, ast.FunctionDef) and ("why_not" in node.name or node.name in reasons):
            for line in ast.walk(node):
                if isinstance(line, ast.Return) and line.value is not None:
                    yield from _chinese(line.value)
    if not _OTHER.fullmatch(path):
        yield from (text for text in _chinese(tree) if _SENTENCE.search(text))


def _of_django() -> Iterator[str]:
    folder = Path(django.__file__).parent / "contrib" / "auth" / "locale"
    chinese = gettext.translation("django", folder, ["zh_Hans"])
    said = [chinese.gettext(text) for text in OF_DJANGO]
    said.append(chinese.ngettext(TOO_SHORT.format(""), TOO_SHORT.format("s"), 10))
    return (re.sub(r"%\(\w+\)[sd]", "{}", text) for text in said)


def sentences() -> dict[str, list[str]]:
    """Every template an answer may carry, and the modules (relative to the package) that have it."""
    trees = {str(path.relative_to(SOURCE)): ast.parse(path.read_text()) for path in sorted(SOURCE.rglob("*.py"))}
    errors = _errors(trees)
    reasons = set().union(*(_reasons(tree) for tree in trees.values()))
    found: dict[str, list[str]] = {}
    for path, tree in trees.items():
        for text in in_module(tree, path, errors, reasons):
            places = found.setdefault(text, [])
            if path not in places:
                places.append(path)
    for text in _of_django():
        found.setdefault(text, []).append("records/accounts/services.py")
    return found
