"""Policies for CloudWatch alarms and dashboards."""
