"""Import and imports."""
