"""A file of many reports: read by a process of its own, examined in columns, stored at once."""
