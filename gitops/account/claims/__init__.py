"""The claims of docs/claims.md that nobody has proven, and the probes that ask a cloud about them."""
