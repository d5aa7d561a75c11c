"""Django apps, each one a part of the bureau's work."""
