"""Mails by any SMTP server. It knows no drafts, so it cannot be exactly-once."""
