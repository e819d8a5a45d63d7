"""What banks and payment providers write: statements, advices, lockboxes, payouts, their CSVs."""
