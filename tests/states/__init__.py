"""Promises, disputes, plans, blocks, resubmissions and call-backs over random histories."""
