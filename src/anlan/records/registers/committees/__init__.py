"""安委会、专委会: committees, members, meetings, decisions, duty reports, cautions, circulars, systems."""
