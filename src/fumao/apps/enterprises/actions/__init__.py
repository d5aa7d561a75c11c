"""What is done to enterprises: one act a module, each checks, changes and records."""
