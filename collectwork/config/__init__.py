"""The TOML configuration as checked values."""
