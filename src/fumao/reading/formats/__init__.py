"""One module a kind of file: its text and its tables, or one clear sentence why not."""
