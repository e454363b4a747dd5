"""Patches of moto's SQS."""
