"""What the figures of the manager view, of `kpi` and of the review are made from, tab by tab."""
