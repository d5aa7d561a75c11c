"""The demo city's invented exchanges between departments."""
