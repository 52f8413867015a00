"""The county at a glance: map and counters. No tables of its own."""
