"""What those who answer for the county read: figures over all registers, indices and ranks, bulletins, one page."""
