"""Statements and reviews as PDF, HTML and XLSX."""
