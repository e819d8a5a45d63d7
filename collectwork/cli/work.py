"""Actions: log, codes, promises, disputes, blocks."""
