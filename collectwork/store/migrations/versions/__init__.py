"""One module per schema version; never imports today's tables."""
