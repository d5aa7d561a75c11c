"""Pages of the plans app, one module a subject."""
