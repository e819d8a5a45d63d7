"""The parts of alerts: what is raised, what leaves by mail, what leaves to other programs."""
