"""Unified social credit code 统一社会信用代码 (GB 32100-2015): check character and structure.

Worked example: 91330100799655058B is valid; 91350100M000100Y4Z is not, because its weighted sum
is 1640, 1640 mod 31 is 28, and 31 − 28 = 3 stands for the character "3".
"""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, i, 31) for i in range(17))


def check_character(first17: str) -> str:
    """The 18th character that belongs to the first 17.

    Raises:
        ValueError: a character outside the code's alphabet (I, O, S, V, Z do not occur).
    """
    total = sum(ALPHABET.index(c) * w for c, w in zip(first17, WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def problem(code: str) -> str | None:
    """What is wrong with ``code``, as a machine-readable word, or None when it is valid."""
    if len(code) != 18:
        return "length"
    if any(c not in ALPHABET for c in code):
        return "alphabet"
    return None if check_character(code[:17]) == code[17] else "check"


def is_valid(code: str) -> bool:
    """True when length, alphabet and check character are right."""
    return problem(code) is None
