"""What help there is, as the map reads it out of the register of rescue resources; kept in ``registers/drills``."""
