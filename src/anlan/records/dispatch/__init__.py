"""Who is told, when, by which way, and who comes next: versioned policies and their simulation."""
