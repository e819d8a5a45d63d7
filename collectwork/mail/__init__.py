"""Compose, outbox runner, transports, secrets."""
