"""What must hold for our pipelines only; a stack of somebody else may decide otherwise.

A policy that recognizes what it is about, such as a webhook secret, names no stacks.
"""

PRICES = ("crypto-price-processing",)
PIPELINES = (*PRICES, "market-data-processing")
