"""Frozen values and pure functions of the trade; standard library only."""
