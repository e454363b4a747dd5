"""Carries the public trade feeds of exchanges into the webhook, and reports what it could not.

No large exchange posts its prices; they stream them over WebSockets. The frames travel as they
came, so that the webhook's own adapters read them: a client library that parses (ccxt) would hide
them.
"""
