"""Screens coordinate widgets and use cases; dialogs return a value."""
