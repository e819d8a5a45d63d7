"""Plan, worklist, explain, rules."""
