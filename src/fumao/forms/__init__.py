"""Forms as data: fields, tables and their expressions, read the same in a case and in a survey."""
