"""What a person does with funds, one act a module."""
