"""Writes on procedures: one business action a file."""
