"""The demo city's invented releases."""
