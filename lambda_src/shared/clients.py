"""Time-outs and retries of the calls to AWS."""

from typing import Final

from botocore.config import Config

# Standard mode backs off with jitter and stops retrying when a service is down. Three tries of
# at most four seconds leave room in the shortest pipeline function (30 s) to report the failure.
# https://boto3.amazonaws.com/v1/documentation/api/latest/guide/retries.html
PIPELINE: Final = Config(
    retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=1, read_timeout=3
)
# The longest call of PIPELINE, with the pauses between its tries.
MAX_CALL_MS: Final = 15_000
# The notifier has 10 s in all, and Lambda calls it again. Two tries without an answer take more
# than the 7 s at which its alarm on the duration fires.
NOTIFIER: Final = Config(
    retries={"mode": "standard", "total_max_attempts": 2}, connect_timeout=0.5, read_timeout=4
)
