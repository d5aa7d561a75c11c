"""Template tags of procedures."""
