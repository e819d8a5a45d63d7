"""Tests of what is proposed and never booked."""
