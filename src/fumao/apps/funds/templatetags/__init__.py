"""Filters of the pages of funds."""
