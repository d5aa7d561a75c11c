"""Synthetic reports for the demo's cities, from a seed."""
