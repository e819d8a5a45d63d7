"""Bringing a file in: choose it, see what it holds, change what was taken wrongly, take it over."""
