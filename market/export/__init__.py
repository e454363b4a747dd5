"""Writes the whole table to Parquet, by DynamoDB's own export."""
