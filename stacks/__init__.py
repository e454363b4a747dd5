"""What exists in the account."""

from stacks.provider import load_on_demand

# Here, so that no order of imports can come before it.
load_on_demand()
