"""Alerts: raised once, shown, mailed, handed to other programs."""
