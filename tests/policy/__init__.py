"""Tests of the contact policy."""
