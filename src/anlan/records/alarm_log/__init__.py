"""Every alarm that ever was: its condition from the engine, and what people did about it."""
