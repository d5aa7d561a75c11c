"""Forms of the plans app, one module a subject; what they refuse beyond shape, the actions say."""
