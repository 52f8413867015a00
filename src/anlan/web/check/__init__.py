"""`anlan check`: what is wrong with this machine and this system, and what to do about it.

Before a start it looks at settings, folder, disk, clock, certificates, database and ports; while Anlan runs it also
asks the bus who is alive. It changes nothing.
"""

from anlan.web.check.command import check_command

__all__ = ["check_command"]
