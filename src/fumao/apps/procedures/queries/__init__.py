"""Reads on procedures."""
