"""HJ 212-2017 over TCP: data loggers of the environmental and work-safety trade."""
