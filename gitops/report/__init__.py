"""The report of an environment for auditors: one HTML file that needs nothing else."""
