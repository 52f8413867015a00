"""Who is on duty when: posts, shifts, substitutes, swaps and hand-overs."""
