"""What the pages of funds show, as seen by an actor."""
