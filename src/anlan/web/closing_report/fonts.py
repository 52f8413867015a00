"""A font that has Chinese, found on this machine."""

from anlan.records.core.errors import DomainError
from anlan.records.core.fonts import installed

#: Serif first, as official documents are; any of them is complete for simplified Chinese.
SERIF = ("FangSong", "FZFangSong-Z02", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Songti SC")
SANS = ("SimHei", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Zen Hei")


class FontMissing(DomainError):
    """No Chinese font: the report would be a page of boxes."""

    status, code = 503, "report.font_missing"
    message = (
        "服务器上没有中文字体，无法生成报告。请系统管理员安装后重试："
        "Debian/Ubuntu 执行 apt-get install fonts-noto-cjk，其他系统安装 Noto Sans CJK SC 或思源黑体。"
    )


def chosen() -> tuple[str, str]:
    """The families for text and for headings.

    Raises:
        FontMissing: with the package to install.
    """
    serif = next((name for name in SERIF if name in installed()), "")
    sans = next((name for name in SANS if name in installed()), "")
    if not (serif or sans):
        raise FontMissing
    return serif or sans, sans or serif
