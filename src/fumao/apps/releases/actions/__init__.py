"""What is done to releases; one act a module."""
