"""Schema changes, each applied in one transaction."""
