"""The logger of all functions; the Lambda runtime writes its records as JSON.

Pass fields by `extra`: they become keys of the line. Log identifiers and reasons, never a body, a
signature or a secret.
https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html
"""

import logging
from typing import Final

logger: Final = logging.getLogger("market_pipelines")
logger.setLevel(logging.INFO)  # the runtime leaves the root logger at WARNING
# Below it the SDK writes what it sends and receives, bodies and secrets included.
logging.getLogger("botocore").setLevel(logging.WARNING)
