"""The manager view: one module per tab."""
