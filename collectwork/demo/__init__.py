"""A realistic, deterministic book of business for trying things out."""
