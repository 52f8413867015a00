"""Finds the registers by folder and gives their rights to the roles."""

from functools import cache
from importlib import import_module
from typing import Any

from anlan.records.accounts.grants import grant
from anlan.records.core.errors import NotFound
from anlan.records.registry.checks import problems
from anlan.records.registry.declare import Register
from anlan.records.registry.folders import register_apps

#: Every register has these rights; those of its steps come on top.
BASIC = {"view": "查看", "create": "登记", "edit": "修改", "import": "批量导入", "export": "导出"}


class BadRegister(Exception):
    """A register's declaration contradicts itself or its model; the text says what to change."""


class Right(str):
    """A right's name that knows how people call it, for the sentence that refuses."""

    label: str

    def __new__(cls, register: Register, name: str) -> "Right":
        """The right ``name`` of ``register``."""
        right = super().__new__(cls, register.right(name))
        word = register.right_labels.get(name) or BASIC.get(name) or _step_label(register, name)
        right.label = f"{register.label}·{word}"
        return right


def _step_label(register: Register, right: str) -> str:
    return "、".join(step.label for step in register.steps if step.right == right) or right


@cache
def registers() -> dict[str, Register]:
    """All registers by name, in the order of their folders.

    Raises:
        BadRegister: a declaration that cannot work.
    """
    found: dict[str, Register] = {}
    for app in register_apps():
        for register in import_module(f"{app}.register").REGISTERS:
            wrong = problems(register) + ([f"a register {register.name!r} exists"] if register.name in found else [])
            if wrong:
                raise BadRegister(f"{app}/register.py: " + "; ".join(wrong))
            found[register.name] = register
    return found


def register_get(name: str) -> Register:
    """The register called ``name``.

    Raises:
        NotFound: there is none.
    """
    register = registers().get(name)
    if register is None:
        raise NotFound("没有这本台账，请核对地址。")
    return register


def register_of(record: Any) -> Register:
    """The register whose model ``record`` is."""
    return next(register for register in registers().values() if register.model is type(record))


def grant_rights() -> None:
    """Called once when the app is ready."""
    for register in registers().values():
        for right, roles in register.rights.items():
            grant(register.right(right), roles, f"{register.label}：{_right_name(register, right)}")


#: Rights that every register has.
_COMMON = {"view": "查看", "create": "登记", "edit": "修改", "import": "导入", "export": "导出"}


def _right_name(register: Register, right: str) -> str:
    """Its own name, or that of the steps it opens."""
    steps = "、".join(step.label for step in register.steps if step.right == right)
    return register.right_labels.get(right) or _COMMON.get(right) or steps or right


def roles_of(register: Register, right: str) -> tuple[str, ...]:
    """Roles that have a right of a register."""
    return tuple(register.rights.get(right, ()))
