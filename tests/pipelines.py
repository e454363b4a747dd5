"""The names of the stacks that are in this repository."""

CRYPTO, MARKET = "crypto-price-processing", "market-data-processing"
# The line of stacks/__main__.py.
MARKET_ENTRY = f'    "{MARKET}": "stacks.market_data_processing:MarketDataProcessing",\n'
