"""What people write into the forms of the grants app, read into exact values."""
