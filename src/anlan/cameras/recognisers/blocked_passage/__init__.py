"""Seconds that something has been in the way 通道堵塞."""
