"""One promise to the account per file."""
