"""Patches of moto's SQS."""

from localcloud.moto_patches.sqs import deleted_names, move_tasks, queues, redrive_policies, speed


def apply() -> None:
    """Apply the patches of SQS."""
    # queues comes after redrive_policies, because its lock guards what that wraps.
    for patch in (deleted_names, move_tasks, redrive_policies, queues, speed):
        patch.apply()
