"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# No test asserts a wall time, and the machines are shared: an example may take as long as it takes.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
