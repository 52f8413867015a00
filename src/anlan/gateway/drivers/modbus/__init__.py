"""Modbus TCP, and RTU through serial servers: devices that wait to be asked, and are only ever read."""
