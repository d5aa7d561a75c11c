"""What people do with grants; each module is one act."""
