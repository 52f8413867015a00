"""Every choice of every register has English words, or is an article of law that keeps the law's own."""

import re

import pytest

from anlan.records.registry.catalog import registers
from anlan.records.registry.columns import column

LAW = re.compile(r"[A-Z]\w*(-\w+)?")  # V99, O10-D06
CHOICES = [
    (name, field.name, choice)
    for name, register in registers().items()
    for field in register.model._meta.fields
    for choice in column(register, field.name).data()["choices"]
]


@pytest.mark.parametrize(("register", "field"), sorted({(one[0], one[1]) for one in CHOICES}))
def test_each_choice_can_be_read_in_english(register: str, field: str) -> None:
    said = [choice for name, of, choice in CHOICES if (name, of) == (register, field)]
    for choice in said:
        if LAW.fullmatch(choice["value"]):
            assert choice["en"] == ""
        else:
            assert choice["en"].isascii() or "×" in choice["en"], choice
            assert choice["en"][:1].isupper(), choice
    words = [choice["en"] for choice in said if choice["en"]]
    assert len(words) == len(set(words)), f"two choices read alike: {words}"
