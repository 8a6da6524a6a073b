"""Measurement systems analysis: gauge R&R, bias, linearity, stability, attribute agreement (AIAG MSA)."""
