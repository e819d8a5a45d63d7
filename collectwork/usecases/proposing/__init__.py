"""What the rules would propose now, and keeping it up to date."""
