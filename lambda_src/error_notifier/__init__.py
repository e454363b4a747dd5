"""error-notifier: turns error log lines into messages for people."""
