"""What policy grants: the calculator for everybody, and the rules themselves."""
