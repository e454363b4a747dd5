"""What exists in the account."""

from stacks.provider import load_on_demand

# Here, so that it runs before any other import of a stack.
load_on_demand()
