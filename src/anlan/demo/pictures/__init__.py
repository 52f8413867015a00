"""Virtual cameras: rendered rooms in which real models find what really is drawn, and the truth about every frame."""
