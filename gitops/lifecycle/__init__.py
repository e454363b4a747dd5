"""The life of environments beyond one command: records, expiry, sweep, drift."""
