"""The no-code engines: everything that holds for any model."""
