"""The stages, one module each, all with the same signature: ``decide(case, context) -> Step``.

The first three silence (ISA-18.2: kept, evaluated, not annunciated). The others never silence: the most they say is
that an alarm is no news for those who know already.
"""
