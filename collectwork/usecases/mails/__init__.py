"""A mail's way: written, checked, put into the outbox, checked again, delivered."""
