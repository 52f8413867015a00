"""Does a declaration hold together? Asked when the platform starts: a typing mistake must not wait for a click."""

from django.core.exceptions import FieldDoesNotExist

from anlan.records.registry.declare import Ask, Register

BASIC_RIGHTS = ("view", "create", "edit", "import", "export")


def problems(register: Register) -> list[str]:
    """What is wrong, one sentence each; empty when all is well."""
    return [*_columns(register), *_states(register), *_steps(register), *_rights(register), *_figures(register)]


def has_column(register: Register, name: str) -> bool:
    """True when the model has a field ``name``."""
    try:
        register.model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _columns(register: Register) -> list[str]:
    named = {
        "create_fields": register.create_fields, "edit_fields": register.edit_fields, "required": register.required,
        "list_columns": register.list_columns, "filters": register.filters, "search": register.search,
        "sorts": register.sorts, "detail": register.detail, "dimensions": register.dimensions,
    }  # fmt: skip
    wrong = [
        f"{part} names {name!r}, which {register.model.__name__} does not have"
        for part, names in named.items()
        for name in names
        if not has_column(register, name.split("__")[0])
    ]
    wrong += [f"{name!r} is required but not in create_fields" for name in register.required
              if name not in register.create_fields]  # fmt: skip
    if len(register.name) > 24:
        wrong.append("the name is longer than 24 letters")
    return wrong


def _states(register: Register) -> list[str]:
    wrong = [f"state {state.name!r} has a next step but no due time: nobody would ever be reminded"
             for state in register.states if not state.is_end and state.due is None]  # fmt: skip
    names = [state.name for state in register.states]
    wrong += [f"state {name!r} is declared twice" for name in set(names) if names.count(name) > 1]
    dated = [state.due.column for state in register.states if state.due and state.due.column]
    wrong += [f"a due time names {name!r}, which is no column" for name in dated if not has_column(register, name)]
    reachable = {register.states[0].name} | {step.target for step in register.steps if step.target}
    if register.first_state is None:
        wrong += [f"no step leads to state {name!r}" for name in names if name not in reachable]
    left = {source for step in register.steps if step.target for source in (step.sources or names)}
    wrong += [f"state {state.name!r} is no end, and no step leads out of it"
              for state in register.states if not state.is_end and state.name not in left]  # fmt: skip
    return wrong


def _steps(register: Register) -> list[str]:
    states = {state.name for state in register.states}
    slots = {slot.name for slot in register.slots}
    wrong = []
    for step in register.steps:
        spoken = {*step.sources, *([step.target] if step.target else [])}
        wrong += [f"step {step.name!r} speaks of a state {name!r} that is not declared" for name in spoken - states]
        columns = [f for f in (*step.fields, *step.optional) if not isinstance(f, Ask)]
        named = [name for name in (*columns, *step.not_by, *step.stamps) if not has_column(register, name)]
        model = register.model.__name__
        wrong += [f"step {step.name!r} names {name!r}, which {model} does not have" for name in named]
        if step.photo and step.photo not in slots:
            wrong.append(f"step {step.name!r} wants a photo in slot {step.photo!r} that is not declared")
        if step.right not in register.rights:
            wrong.append(f"step {step.name!r} needs the right {step.right!r} that no role has")
    return wrong


def _rights(register: Register) -> list[str]:
    wrong = [f"rights does not say who may {right!r}" for right in BASIC_RIGHTS if right not in register.rights]
    readers = set(register.rights.get("view", ()))
    blind = {(right, str(role)) for right, roles in register.rights.items() for role in roles if role not in readers}
    return wrong + [f"{role} may {right!r} but not 'view'" for right, role in sorted(blind)]


def _figures(register: Register) -> list[str]:
    known = {figure.name for figure in register.figures}
    wrong = [f"rate {rate.name!r} speaks of a figure {name!r} that is not declared"
             for rate in register.rates for name in (rate.part, rate.whole) if name not in known]  # fmt: skip
    return wrong + [f"change {one.name!r} speaks of a figure {one.figure!r} that is not declared"
                    for one in register.changes if one.figure not in known]  # fmt: skip
