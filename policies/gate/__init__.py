"""`pytest policies`: every policy on every resource of a directory of synthesized stacks."""
