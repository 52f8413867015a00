"""Somebody lies on the floor 人员倒地, a suspicion."""
