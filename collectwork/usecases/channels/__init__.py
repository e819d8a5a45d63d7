"""Channels beside mail: letters in batches, hand-over files."""
