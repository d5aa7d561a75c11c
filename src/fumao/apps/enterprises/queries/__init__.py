"""What is read of enterprises; every function takes the actor."""
