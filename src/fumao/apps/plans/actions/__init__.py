"""Writes: check, change and event in one transaction."""
