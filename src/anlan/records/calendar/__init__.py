"""Which days people work: one calendar for deadlines in working days, for dispatch and for rosters."""
