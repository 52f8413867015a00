"""OPC UA: servers of PLCs and of SCADA systems, asked for values and never written to."""
