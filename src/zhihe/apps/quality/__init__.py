"""Quality 质量: plans, sampling, inspection lots, usage decisions, quality levels."""
