"""A policy document → clauses → tasks, targets, incentives and findings. No Django."""
