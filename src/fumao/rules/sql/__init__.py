"""The same trees as SQL: for every enterprise in DuckDB, for more than one machine in Spark.

Every number becomes a whole number of its last digit (fen for money), 64 bits wide where the bounds
of its type prove that nothing overflows, 128 bits else. Both engines agree on whole numbers; they
do not agree on decimals (ADR 0013).
"""
