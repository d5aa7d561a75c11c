"""What the pages and the API of the grants app show."""
