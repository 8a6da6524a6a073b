"""Supplier performance 供应商绩效: ratings computed from facts."""
