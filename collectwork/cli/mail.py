"""Mails: send and outbox."""
