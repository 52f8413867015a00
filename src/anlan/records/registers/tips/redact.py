"""Takes out of a text what leads to its writer: numbers, addresses, account names, and names after "I am".

It errs on the side of taking too much: the whole text is in the sealed box.
"""

import re

GONE = "【已隐去】"
_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        r"[\w.+-]+@[\w-]+(\.[\w-]+)+",
        r"(?i)(微信|qq|vx|wx|wechat|抖音|钉钉)[号码是为:：\s]*[\w-]{4,}",
        r"\d[\d\s-]{5,}[\dXx]",
        r"(我叫|我是|我姓|本人|联系人|姓名|举报人|署名|落款)[是为叫:：\s]*[\u4e00-\u9fa5A-Za-z·]{1,12}",
    )
]


def redacted(text: str) -> str:
    """``text`` without the above."""
    for pattern in _PATTERNS:
        text = pattern.sub(GONE, text)
    return text
