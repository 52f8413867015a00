"""What the alarms engine's installed rule types say about a rule over several points, for the records and their forms.

Records and alarms do not import each other; this stands above both.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from anlan.alarms.rule_catalogue import folder_of, manifest, rule_types
from anlan.alarms.rule_check import judged
from anlan.bus.messages import PointConfig, RuleConfig

#: The engine's sentences, which logs carry, as officials read them; a stranger's rule speaks for itself.
_ZH = [
    (r"no such rule; installed are (?P<a>.*)", "没有安装该规则类型，可用的有：{a}。"),
    (r"(?P<a>\d+) out of (?P<b>\d+): name two.*", "{b} 个测点不能做 {a} 取表决：至少选两个测点，表决数不超过测点数。"),
    (r"it has (?P<a>\d+) points; name two", "两点偏差应选两个测点，现有 {a} 个。"),
    (r"the points have different units.*", "所选测点单位不一致，不能共用一个设定值。"),
    (r"the set point is not a finite number", "设定值不是有效数字。"),
    (r"the deadband must be smaller.*", "回差应小于允许偏差。"),
    (r"another rule of this kind has the same first point.*", "已有同类规则使用相同的第一个测点和级别，请更换级别。"),
    (r"its points are in different partitions.*", "所选测点的网关分属不同的计算分区，不能组成一条规则。"),
    (r"give it a label.*", "级别应为 1 到 16 个字符。"),
    (r"delays must be 0 or more", "延时不能为负。"),
    (r"Object missing required field `(?P<a>\w+)`.*", "缺少参数“{a}”。"),
    (r"Object contains unknown field `(?P<a>\w+)`.*", "该规则没有参数“{a}”。"),
    (r"(?P<b>.*) - at `\$\.(?P<a>\w+)`", "参数“{a}”不符合要求（{b}）。"),
]


class InstalledRules:
    """The rule types of this machine."""

    def types(self) -> list[dict[str, Any]]:
        """Each rule type with what a form needs: titles, JSON schema of its settings, an example."""
        return [self._type(name, kind) for name, kind in sorted(rule_types().items())]

    def _type(self, name: str, kind: Any) -> dict[str, Any]:
        about = manifest(folder_of(kind))
        (schema,), parts = msgspec.json.schema_components([kind.Settings])
        own = parts.pop(schema["$ref"].rsplit("/", 1)[-1]) if "$ref" in schema else schema
        return {
            "name": name,
            "title": about.title,
            "title_zh": about.title_zh,
            "summary": about.summary,
            "settings": _inlined(own, parts),
            "example": msgspec.to_builtins(about.example) if about.example else None,
        }

    def problems(self, rules: Sequence[RuleConfig], points: Iterable[PointConfig]) -> dict[str, str]:
        """Rules that could not be judged, by id, and why."""
        return {rule.id: in_chinese(problem) for rule, problem in judged(rules, points) if problem}


def in_chinese(sentence: str) -> str:
    """The engine's sentence in the words of an official; one that nobody translated stays as it is."""
    for pattern, said in _ZH:
        if found := re.fullmatch(pattern, sentence):
            return said.format(**found.groupdict())
    return f"无法判定：{sentence}"


def _inlined(schema: Any, parts: dict[str, Any]) -> Any:
    """A JSON schema without references, so that a form needs no resolver."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            named = _inlined(parts[schema["$ref"].rsplit("/", 1)[-1]], parts)
            return {**named, **{key: value for key, value in schema.items() if key != "$ref"}}
        return {key: _inlined(value, parts) for key, value in schema.items()}
    return [_inlined(item, parts) for item in schema] if isinstance(schema, list) else schema
