"""DynamoDB: its tables and streams, and exports to S3."""

from localcloud.moto_patches.dynamodb import exports, tables


def apply() -> None:
    """Apply the patches of DynamoDB and of its streams."""
    tables.apply()
    exports.apply()
