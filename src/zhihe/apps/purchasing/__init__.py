"""Purchasing 采购: orders, receipts, quality information records."""
