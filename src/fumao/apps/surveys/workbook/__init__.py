"""The issued template: one workbook for one report, pre-filled, locked, and read back."""
