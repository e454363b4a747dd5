"""Makes the extract of AWS's service authorization reference that the embedded cloud reads."""
