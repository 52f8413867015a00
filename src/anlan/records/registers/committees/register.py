"""The declarations of the committees' registers; what they keep is seen by every official."""

from anlan.records.registers.committees.bodies import COMMITTEES, MEMBERS
from anlan.records.registers.committees.meetings import DECISIONS, MEETINGS
from anlan.records.registers.committees.pressure import CAUTIONS, CIRCULARS, DUTY_REPORTS, SYSTEMS

REGISTERS = (COMMITTEES, MEMBERS, MEETINGS, DECISIONS, DUTY_REPORTS, CAUTIONS, CIRCULARS, SYSTEMS)
