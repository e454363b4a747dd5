"""The extract of the provider's schema that says which attributes are sets."""
