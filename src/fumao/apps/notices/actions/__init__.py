"""What a person does with notices."""
