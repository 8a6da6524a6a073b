"""The published examples, one file per kernel, each exporting ``EXAMPLES``."""
