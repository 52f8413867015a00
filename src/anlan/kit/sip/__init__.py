"""SIP (RFC 3261) as far as Anlan speaks it: cameras that register by GB/T 28181, loudspeakers that are called."""
