"""English words of choices.

The values of choices are the field's standard English terms already (``self_check``), so that their words follow from
them. Here stand those that do not read well; a register says its own in ``english`` under ``column.value``. Choices
that name an article of law (``V99``) or an item of a standard have no English: they keep the words of the law.
"""

import re

from anlan.records.registry.declare import Register

WORDS = {
    "yearly": "Programme over years", "opinion": "Task list of a document", "battle": "Concentrated drive",
    "special": "Special", "hazchem": "Hazardous chemicals", "industry_mining": "Industry and mining",
    "gcj02": "Converted from GCJ-02", "bd09": "Converted from BD-09", "town": "Town centre", "survey": "Surveyed",
    "no_fault": "No fault of intent", "first": "First offence, no penalty", "minor": "Minor, no penalty",
    "lec": "LEC (D = L × E × C)", "ls": "LS (R = L × S)", "hot_special": "Hot work, special and grade 1",
    "hot_2": "Hot work, grade 2", "h2s": "Hydrogen sulphide", "co": "Carbon monoxide", "lpg": "LPG in cylinders",
    "lng": "LNG", "cng": "CNG", "piped": "Piped natural gas", "sds": "Safety data sheet",
    "extra_major": "Especially major",
    "alarm": "Monitoring alarm", "tip": "Public tip", "true": "Confirmed", "partly": "Partly confirmed",
    "false": "Not confirmed",
    "matched": "Code of this enterprise", "none": "No code scanned", "double_random": "Double random",
    "principal_high": "Principals and safety managers, high risk", "employee_high": "Employees, high risk",
    "fine": "By the fine", "no_fine": "No fine", "power": "Temporary power", "blind": "Blinding of pipes",
    "hotline": "Hotline 12350", "onsite": "In class", "visit": "At the enterprise",
}  # fmt: skip
TERM = re.compile(r"[a-z][a-z0-9_]*")


def english_of(register: Register, column: str, value: str) -> str:
    """What an English screen calls a choice; empty where only the Chinese words are right."""
    own = register.english.get(f"{column}.{value}") or WORDS.get(value)
    if own or not TERM.fullmatch(value):
        return own or ""
    return value.replace("_", " ").capitalize()
