"""CloudWatch: stores metrics, evaluates alarms and runs their actions."""
