"""The duties of a county: one folder each, found by its ``register.py``, with no edit elsewhere.

Registers of one's own may lie outside the package, in the folder that ``ANLAN_REGISTERS`` names; they are imported as
``anlan.records.registers.<name>`` all the same, so a folder can move from there into the platform unchanged.
"""

from anlan.kit.settings import settings

#: Folders whose sub-folders are registers; the second is the installation's own.
if _own := settings().registers:
    __path__.append(str(_own.resolve()))
