"""Measures as pure functions on tables of values."""
