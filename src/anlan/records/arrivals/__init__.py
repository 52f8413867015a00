"""Whether the readings that were due have arrived: counted by the worker, shown per town, enterprise and point."""
