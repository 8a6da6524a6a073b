"""The only place that puts the rooms together: the command `zhihe`."""

from __future__ import annotations

from zhihe.faces.cli.command import cli

__all__ = ["cli"]

if __name__ == "__main__":
    cli()
