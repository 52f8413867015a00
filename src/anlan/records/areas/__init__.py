"""Official outlines of county, towns and grids, taken in from a file and checked before they count."""
