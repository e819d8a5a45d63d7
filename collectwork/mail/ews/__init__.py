"""Exchange Web Services, spoken with exchangelib's sessions and our own few requests."""
