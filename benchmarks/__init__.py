"""Every speed claim of the project, measured as a ratio within one run."""
