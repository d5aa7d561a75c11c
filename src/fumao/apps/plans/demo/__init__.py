"""Invented progress on real plans, for demonstrations and benchmarks; everything is labelled so."""
