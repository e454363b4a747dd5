"""The evaluation of stacks by policies and Checkov, and its reports."""
