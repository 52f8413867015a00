"""Rule versions: drafted, tried on real history, published by a second person, rolled back."""
