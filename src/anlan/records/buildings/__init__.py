"""Buildings 建筑: outlines and heights of what stands at an enterprise, for the map in two and three dimensions."""
