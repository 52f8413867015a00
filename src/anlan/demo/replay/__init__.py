"""Recorded files through the live path: over the same sockets, as the same devices, at any speed.

CSV and Parquet go out as MQTT (Anlan's JSON), HJ 212 text as frames over TCP. Nothing is written past the gateway,
so a replay tests exactly what a plant would. Formats and options: docs/reference/history.md.
"""

from anlan.demo.replay.command import replay_command, run_replay
from anlan.demo.replay.frames import replay_frames
from anlan.demo.replay.pace import Pace, ReplayError, ReplayReport
from anlan.demo.replay.tables import replay_table

__all__ = ["Pace", "ReplayError", "ReplayReport", "replay_command", "replay_frames", "replay_table", "run_replay"]
