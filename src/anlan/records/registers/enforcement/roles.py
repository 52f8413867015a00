"""Who does what in cases. The parties see none of it; they get the documents."""

from anlan.records.accounts.choices import Role
from anlan.records.registry.declare import OFFICIALS, Escalation

R = Role
READERS = OFFICIALS
HANDLERS = (R.ENFORCEMENT, R.TOWN_OFFICER)
LEADS = (*HANDLERS, R.COMMITTEE, R.DUTY_OFFICER)
DECIDERS = (R.LEADER, R.DUTY_OFFICER)
LADDER = Escalation(((R.ENFORCEMENT,), (R.DUTY_OFFICER,), (R.LEADER,)), remind_days=(15, 5, 1))
