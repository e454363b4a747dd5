"""Policies for what is specific to market data: exchanges, symbols, webhooks, ticks."""
