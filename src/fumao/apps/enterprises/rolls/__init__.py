"""Reading a spreadsheet of enterprises and saying what it would do to the register."""
