"""Synthetic enterprises for the demo: every name says so."""
