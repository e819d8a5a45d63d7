"""Show one thing, post messages."""
