"""What the alarm log tells those who stand above it, inside the transaction of the change.

Work orders know alarms, not the other way round; so they listen here.
"""

from django.dispatch import Signal

#: A person or a due time changed an alarm: ``alarm``, ``kind``, ``key`` (names the change, once).
alarm_acted = Signal()
#: Silence ended while the condition stands: ``alarms`` call for somebody again; ``key`` names the occasion.
alarms_stand_again = Signal()
