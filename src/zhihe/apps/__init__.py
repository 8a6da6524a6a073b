"""Business, mostly definition files."""
