"""Synthetic cases of the demo, from a seed, labelled as such."""
