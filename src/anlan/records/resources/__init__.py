"""What help there is in the county: rescue teams, supplies, shelters, hospitals, water."""
