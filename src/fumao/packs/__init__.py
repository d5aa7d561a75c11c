"""Loader, linter and the shipped packs: a city is data. No Django."""
