"""Surveys and registers: who reports what and when, filings, review by levels, returns."""
