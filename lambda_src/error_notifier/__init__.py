"""error-notifier: publishes error log lines as messages for operators."""
