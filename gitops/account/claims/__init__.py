"""The claims of docs/claims.md without proof, and the probes that ask a cloud about them."""
