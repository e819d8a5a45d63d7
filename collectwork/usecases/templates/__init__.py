"""Templates: chosen, filled, kept as versions, approved, tried against each other, rewritten."""
