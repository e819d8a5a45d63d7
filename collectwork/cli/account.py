"""Accounts: account, timeline, search."""
