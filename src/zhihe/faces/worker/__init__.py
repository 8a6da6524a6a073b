"""The worker: a process, or threads of a server, that does what waits in the background."""
