"""Minutes of cleaning still owed 粉尘清扫."""
