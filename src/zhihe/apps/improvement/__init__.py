"""Improvement 改进: nonconformances and supplier corrective action."""
