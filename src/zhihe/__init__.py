"""Zhihe 质合: quality management and ERP on one no-code platform."""

__version__ = "0.1.0"
