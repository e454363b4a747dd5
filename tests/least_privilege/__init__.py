"""Least privilege: every grant is needed by a recorded request, or a row says why it stays."""
