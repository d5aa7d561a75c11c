"""From accepted filings to published figures: figures compiled, protected, released. No Django."""
