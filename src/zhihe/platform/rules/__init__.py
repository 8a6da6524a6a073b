"""What runs before and after a save."""
