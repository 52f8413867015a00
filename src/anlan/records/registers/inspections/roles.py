"""Who does what in the inspection registers. Enterprises see none of it: a check must be able to come unannounced."""

from anlan.records.accounts.choices import Role
from anlan.records.registry.declare import OFFICIALS, Escalation

R = Role
READERS = (*OFFICIALS, R.GRID_OFFICER)
CHECKERS = (R.ENFORCEMENT, R.TOWN_OFFICER, R.COMMITTEE, R.DUTY_OFFICER)
LEADS = (R.DUTY_OFFICER, R.LEADER, R.COMMITTEE)
LADDER = Escalation(((R.TOWN_OFFICER, R.COMMITTEE), (R.DUTY_OFFICER,), (R.LEADER,)), remind_days=(3, 1))
