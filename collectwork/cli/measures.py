"""Figures: payments, kpi, review."""
