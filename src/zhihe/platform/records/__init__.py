"""The write path in five stages, and reading."""
