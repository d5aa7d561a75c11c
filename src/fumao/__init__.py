"""Fumao 服贸: turns a city's service-trade policy documents into a running administration."""

__version__ = "0.1.0"
