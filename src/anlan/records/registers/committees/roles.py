"""Who does what in the committees' registers."""

from anlan.records.accounts.choices import Role
from anlan.records.registry.declare import OFFICIALS, Escalation

R = Role
READERS = (*OFFICIALS, R.ADMIN, R.GRID_OFFICER)
OFFICE = (R.DUTY_OFFICER, R.LEADER, R.COMMITTEE)
UNITS = (R.COMMITTEE, R.TOWN_OFFICER, R.ENFORCEMENT, R.DUTY_OFFICER)
LADDER = Escalation(((R.COMMITTEE, R.TOWN_OFFICER), (R.DUTY_OFFICER,), (R.LEADER,)), remind_days=(3, 1))
#: Rights that are the same in all of them.
BASIC = {"view": READERS, "create": OFFICE, "edit": OFFICE, "import": OFFICE, "export": READERS}
