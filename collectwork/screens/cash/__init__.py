"""Money that came in and waits for a decision."""
