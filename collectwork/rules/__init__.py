"""The rule language and the planner: facts in, worklist with reasons out."""
