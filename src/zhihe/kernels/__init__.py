"""Pure computation: no clock, no chance, no input or output."""
