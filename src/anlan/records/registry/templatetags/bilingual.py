"""Both languages of a page for the public, side by side in its template: ``?lang=en`` is English, and nothing keeps it.

No cookie, no session and no header: the language of a tipster is nobody's business, and a link says it on a borrowed
phone as well.
"""

from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from anlan.records.core.clock import LOCAL
from anlan.records.core.language import CHINESE, ENGLISH, Language, page_language, said

register = template.Library()
Context = template.Context

#: Labels of choices that these pages show.
WORDS = {
    "省级挂牌": "Province",
    "市级挂牌": "City",
    "县级挂牌": "County",
    "安委办滚动挂牌": "Safety committee, rolling",
    "红（重大）": "Red (major)",
    "橙（较大）": "Orange (serious)",
    "黄（一般）": "Yellow (moderate)",
    "蓝（低）": "Blue (low)",
    "一般事故": "ordinary accident",
    "较大事故": "larger accident",
    "重大事故": "major accident",
    "特别重大事故": "extraordinarily major accident",
}


def _language(context: Context) -> Language:
    request = context.get("request")
    return page_language(request) if isinstance(request, HttpRequest) else CHINESE


@register.simple_tag(takes_context=True)
def words(context: Context, chinese: str, english: str, *values: Any) -> str:
    """One of two texts of the template; each ``{}`` in it is filled with a value, which is escaped."""
    chosen = english if _language(context) == ENGLISH else chinese
    return format_html(conditional_escape(chosen), *values) if values else conditional_escape(chosen)


@register.simple_tag(takes_context=True)
def sentence(context: Context, text: str) -> str:
    """What the code says, from the catalogue."""
    return said(str(text), _language(context))


@register.simple_tag(takes_context=True)
def word(context: Context, label: str) -> str:
    """A choice's label; as it is where there is no English for it."""
    return WORDS.get(str(label), str(label)) if _language(context) == ENGLISH else str(label)


@register.simple_tag(takes_context=True)
def day(context: Context, when: date | None, chinese: str = "", english: str = "") -> str:
    """A day, or one of two texts where there is none."""
    is_english = _language(context) == ENGLISH
    if when is None:
        return english if is_english else chinese
    local = when.astimezone(LOCAL) if isinstance(when, datetime) else when
    return f"{local:%Y-%m-%d}" if is_english else f"{local.year}年{local.month}月{local.day}日"


@register.simple_tag(takes_context=True)
def to(context: Context, address: str) -> str:
    """An address of another bilingual page, in the language of this one."""
    if _language(context) == CHINESE:
        return address
    return f"{address}{'&' if '?' in address else '?'}lang={ENGLISH}"


@register.simple_tag(takes_context=True)
def page_lang(context: Context) -> str:
    """For ``<html lang>``."""
    return _language(context)


@register.simple_tag(takes_context=True)
def other_language(context: Context) -> str:
    """A link to this page in the other language; not on what a form answered, which could not be asked again.

    Without the path: pages of codes that never were and codes that are gone must not differ.
    """
    request = context.get("request")
    if not isinstance(request, HttpRequest) or request.method != "GET":
        return SafeString("")
    query, is_english = request.GET.copy(), _language(context) == ENGLISH
    query.pop("lang", None)
    if not is_english:
        query["lang"] = ENGLISH
    address = f"?{query.urlencode()}"
    tag, name = (CHINESE, "中文") if is_english else (ENGLISH, "English")
    return format_html('<a href="{}" lang="{}" hreflang="{}">{}</a>', address, tag, tag, name)
