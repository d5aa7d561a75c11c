"""Money, periods, working-day calendar, credit code, code schemes, text. No Django, no I/O beyond shipped data."""
