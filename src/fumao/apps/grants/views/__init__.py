"""Pages and acts of the grants app."""
