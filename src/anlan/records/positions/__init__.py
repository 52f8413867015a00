"""Positions 前突车辆: where those are who carry out a command's task, while it is open and only while they share it."""
