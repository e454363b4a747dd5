"""Breaks the real stacks in small ways and sees whether the policies notice."""
