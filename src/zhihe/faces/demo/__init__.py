"""The demo company: a maker of pneumatic cylinders, built by the real write path as its own users."""
