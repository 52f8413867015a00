"""The canary: one point that exists only in the published configuration, never in the records.

Its readings run the whole river. The worker takes its alarms out before they reach the alarm log, so they are in no
queue, no statistic and no work order.
"""

#: Below every number that the records give; a high one would make tables that are indexed by number enormous.
CANARY_ID = 0
GATEWAY_CODE = "anlan-canary"
ADDRESS = "canary"
SET_POINT = 0.5
#: What screens' events of the canary are called; only the watcher may hear them.
TOPIC = "canary"
#: The channel that leads to the watcher.
CHANNEL = "canary"
