"""Who may do what: IAM's evaluation of policies, without any knowledge of a service."""
