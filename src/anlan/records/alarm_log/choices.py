"""Words of the alarm log: states, grades and what an alarm is called."""

from django.db.models import TextChoices

from anlan.domain.alarm_names import alarm_name
from anlan.domain.value_words import value_words


class State(TextChoices):
    """ISA-18.2 states, as ``domain.alarm_states`` names them."""

    UNACKED = "unacked", "未确认"
    ACKED = "acked", "已确认"
    RTN_UNACKED = "rtn_unacked", "已恢复未确认"
    LATCHED = "latched", "已锁存待复位"
    NORMAL = "normal", "已恢复"
    SHELVED = "shelved", "已搁置"
    SUPPRESSED = "suppressed", "已抑制"
    OUT_OF_SERVICE = "out_of_service", "停用"


class GradeChoice(TextChoices):
    """The four grades."""

    RED = "red", "红"
    ORANGE = "orange", "橙"
    YELLOW = "yellow", "黄"
    BLUE = "blue", "蓝"


#: Rules that speak of the instrument, not of the process.
EQUIPMENT_RULES = frozenset({"offline", "fault", "stuck", "deviation"})

#: Rules whose set point is a length of time: how long a point was silent, ill, or stood at one value.
TIMED_RULES = frozenset({"offline", "fault", "stuck"})

#: End of the label of a vote's notice that some of its instruments are bad.
DEGRADED = "-DEGRADED"

_RULES = {
    "offline": "离线",
    "fault": "故障",
    "stuck": "数值长时间不变",
    "rate_of_change": "变化过快",
    "deviation": "两点偏差过大",
}
_LABELS = {
    "HHH": "三级高报",
    "HH": "高高报",
    "H": "高报",
    "L": "低报",
    "LL": "低低报",
    "LLL": "三级低报",
    "IDLH": "达到直接致害浓度",
    "PERMIT_SUSPEND": "达到暂停作业值",
    "RISE": "异常升高",
    "STOPPED": "停转",
    "OFF": "停运",
}


def is_of_instrument(rule: str, label: str) -> bool:
    """True when the alarm speaks of instruments, so that whoever keeps the gateway is sent and not the rescuers."""
    return rule in EQUIPMENT_RULES or label.endswith(DEGRADED)


def unit_of_set_point(rule: str, unit: str) -> str:
    """The unit of an alarm's set point: that of its value, but for the rules that judge time or speed."""
    if rule in TIMED_RULES:
        return "s"
    return f"{unit}/s" if rule == "rate_of_change" else unit


def set_point_words(rule: str, unit: str, set_point: float) -> str:
    """A set point as it is read, e.g. ``28 ppm`` or, of a rule that judges time, ``90 秒``."""
    shown = "秒" if rule in TIMED_RULES else unit_of_set_point(rule, unit)
    return value_words("", shown, set_point)


def title_of(kind_name: str, rule: str, label: str, kind: str = "") -> str:
    """What the alarm is called on screen, e.g. ``氨气浓度 高高报（HH）``; ``通道堵塞（视频）`` where it has a name."""
    if named := alarm_name(kind, rule, label):
        return named.zh
    if rule in _RULES:
        return f"{kind_name} {_RULES[rule]}"
    if rule == "voting" and label.endswith(DEGRADED):
        return f"{kind_name} 多点表决降级：有测点失效（{label.removesuffix(DEGRADED)}）"
    word = _LABELS.get(label)
    if rule == "voting":
        return f"{kind_name} 多点表决{word or '报警'}（{label}）"
    return f"{kind_name} {word}（{label}）" if word else f"{kind_name} 报警（{label}）"


#: Kind of the line on a timeline that says that an alarm ended because its rule or point was taken away.
WITHDRAWN = "withdrawn"
