"""Reads of the plans app, one module a subject; every function takes the actor."""
