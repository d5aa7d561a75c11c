"""Tests of apps.surveys: periods, filings, review."""
