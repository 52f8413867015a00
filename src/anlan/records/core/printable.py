"""Text as Word and Excel files can hold it: XML has no place for most control characters."""

import re

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """``text`` without the characters that no XML has: pasted from a terminal or a PDF they are seen by nobody, and one
    of them in one row must not keep a whole file from being written."""
    return _NO_XML.sub("", text)
