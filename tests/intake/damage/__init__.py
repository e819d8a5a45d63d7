"""Damage to written files, and the judgement of what a reader makes of them."""
