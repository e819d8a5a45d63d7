"""Tests of the work on accounts."""
