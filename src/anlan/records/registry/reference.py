"""A page of the reference for every register, made from its declaration, with the diagram of its states."""

from collections.abc import Iterator

from anlan.records.accounts.choices import Role
from anlan.records.registry.catalog import Right, registers
from anlan.records.registry.columns import columns
from anlan.records.registry.declare import Ask, Due, Register, Step

INDEX = """# Registers

Made from the declarations in `src/anlan/records/registers/`.
How to add one: [tutorial](../../tutorials/add-a-register.md).

| register | name | what it keeps |
|---|---|---|
"""


def pages() -> dict[str, str]:
    """``{file name: text}``: an index and one page per register."""
    found = {f"{name}.md": _page(register) for name, register in registers().items()}
    rows = [f"| [{r.label}]({r.name}.md) | `{r.name}` | {r.en}. {r.purpose} |\n" for r in registers().values()]
    return {"README.md": INDEX + "".join(rows), **found}


def _page(register: Register) -> str:
    return "\n".join(_lines(register)) + "\n"


def _lines(register: Register) -> Iterator[str]:
    yield f"# {register.label} · {register.en}"
    yield f"\n{register.purpose}\n\nNumbers: `{register.series}-YYYYMMDD-nnnn`. API name: `{register.name}`.\n"
    yield "## States\n\n```mermaid\nstateDiagram-v2"
    yield from _diagram(register)
    yield "```\n\n| state | name | next step | within |\n|---|---|---|---|"
    for state in register.states:
        yield f"| {state.label} | `{state.name}` | {state.next_step or '—'} | {_within(state.due)} |"
    yield "\n## Steps\n\n| step | name | from | to | asks | right | not by |\n|---|---|---|---|---|---|---|"
    yield from (_step(register, step) for step in register.steps)
    yield "\n## Rights\n\n| right | name | roles |\n|---|---|---|"
    for right, roles in register.rights.items():
        held = "、".join(str(Role(role).label) for role in roles)
        yield f"| {Right(register, right).label} | `{register.right(right)}` | {held} |"
    yield "\n## Figures\n\n| figure | name | counts rows with |\n|---|---|---|"
    for figure in register.figures:
        yield f"| {figure.label} | `{figure.name}` | {' '.join(f'`{one}`' for one in figure.where) or 'all'} |"
    for rate in register.rates:
        yield f"| {rate.label} | `{rate.name}` | `{rate.part}` ÷ `{rate.whole}`, percent |"
    for change in register.changes:
        yield f"| {change.label} | `{change.name}` | `{change.figure}` against the same days a year before, percent |"
    yield "\n## Columns\n\n| column | name | kind |\n|---|---|---|"
    own = [
        field.name for field in register.model._meta.concrete_fields if field.name not in ("id", "policy", "version")
    ]
    for one in columns(register, own):
        yield f"| {one.label} | `{one.name}` | {one.kind} |"


def _diagram(register: Register) -> Iterator[str]:
    yield f"    [*] --> {register.states[0].name}"
    for state in register.states:
        yield f"    {state.name}: {state.label}"
    for step in register.steps:
        sources = step.sources or tuple(state.name for state in register.states if not state.is_end)
        yield from (f"    {source} --> {step.target or source}: {step.label}" for source in sources)
    yield from (f"    {state.name} --> [*]" for state in register.states if state.is_end)


def _within(due: Due | None) -> str:
    if due is None:
        return "—"
    span = f"{due.days} {'working ' if due.is_working else ''}days" if due.days else f"{due.hours} hours"
    return (f"end of `{due.column}`, else {span}" if due.column else span) + (f" ({due.law})" if due.law else "")


def _step(register: Register, step: Step) -> str:
    asks = [f"`{one.name if isinstance(one, Ask) else one}`" for one in step.fields]
    asks += [f"photo `{step.photo}`"] if step.photo else []
    cells = (
        step.label, f"`{step.name}`", ", ".join(f"`{s}`" for s in step.sources) or "any open",
        f"`{step.target}`" if step.target else "—", ", ".join(asks) or "—", f"`{step.right}`",
        ", ".join(f"`{one}`" for one in step.not_by) or "—",
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"
