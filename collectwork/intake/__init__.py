"""Files of others become rows and problems."""
