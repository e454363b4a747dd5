"""All environments at once: what outlived its purpose, and what somebody changed by hand."""
