"""Commands on enterprises, gateways and points. One command, one transaction, one audit entry."""
