"""Settings, urls, templates, static files, home pages, API assembly."""
