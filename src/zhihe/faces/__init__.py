"""HTTP, command line and worker: the ways in."""
