"""People in the zone, counted 人数控制."""
