"""Which Chinese fonts a document may have; a PDF embeds the first that this machine has."""

from functools import cache

from anlan.records.core.errors import DomainError
from anlan.records.core.fonts import installed

#: Serif first, as official documents are set; the first that the machine has is used.
FONTS = ("FangSong", "STFangsong", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Noto Sans CJK SC",
         "Source Han Sans SC", "Microsoft YaHei", "WenQuanYi Zen Hei")  # fmt: skip
#: Headings are sans.
HEADING_FONTS = ("SimHei", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", *FONTS)


class NoFont(DomainError):
    """A PDF in Chinese needs a Chinese font on the machine."""

    code, status = "no_font", 503
    message = "服务器没有中文字体，不能生成 PDF：请管理员安装（apt-get install fonts-noto-cjk），或先生成 Word 文件。"


@cache
def chinese_font() -> str | None:
    """The first of :data:`FONTS` that this machine has."""
    return next((font for font in FONTS if font in installed()), None)


@cache
def heading_font() -> str | None:
    """The first of :data:`HEADING_FONTS` that this machine has."""
    return next((font for font in HEADING_FONTS if font in installed()), None)
