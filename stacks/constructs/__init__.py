"""Building blocks of the stacks: each file keeps one promise."""
