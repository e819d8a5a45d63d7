"""Dialogs: each asks for one thing, returns a value and does nothing else."""
