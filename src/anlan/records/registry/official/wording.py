"""Days, instants, sums and hashes as official documents write them."""

from datetime import date, datetime

from anlan.records.core.clock import LOCAL


def day(value: date | None, missing: str = "—") -> str:
    """A day as official documents write it, without leading zeros: 2026年6月1日."""
    return f"{value.year}年{value.month}月{value.day}日" if value else missing


def moment(value: datetime | None, missing: str = "—") -> str:
    """An instant in Asia/Shanghai: 2026年6月1日9时05分."""
    if value is None:
        return missing
    here = value.astimezone(LOCAL)
    return f"{day(here)}{here.hour}时{here.minute:02d}分"


def spaced(digest: str) -> str:
    """A hash in groups, so that a line can end within it."""
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_MYRIADS = ("", "万", "亿")


def money(yuan: int) -> str:
    """A sum as documents write it, so that nobody adds a figure: 人民币叁万零伍佰元整（¥30,500.00）."""
    groups, rest = [], yuan
    while rest:
        rest, group = divmod(rest, 10_000)
        groups.append(group)
    said = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if said and group and (group < 1_000 or not groups[place + 1] % 10) and not said.endswith("零"):
            said += "零"
        said += _group(group) + (_MYRIADS[place] if group else "")
    return f"人民币{said or '零'}元整（¥{yuan:,}.00）"


def _group(number: int) -> str:
    said = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += _DIGITS[digit] + _PLACES[place]
        elif said and not said.endswith("零") and number % 10**place:
            said += "零"
    return said
