"""History in a folder of this machine: ClickHouse's engine inside the history process."""
