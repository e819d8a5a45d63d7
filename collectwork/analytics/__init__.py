"""Measures as pure functions on tables of values; what each means is written in ``definitions``."""
