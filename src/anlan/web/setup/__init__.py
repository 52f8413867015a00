"""The set-up wizard: from an empty platform to a plant that alarms, each step checked on what is really there."""
