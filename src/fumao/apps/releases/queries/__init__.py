"""Reads of releases; figures pass `gate` alone."""
