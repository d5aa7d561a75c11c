"""Invented funds for the demo."""
