"""The names of the stacks that are in this repository."""

CRYPTO, MARKET = "crypto-price-processing", "market-data-processing"
