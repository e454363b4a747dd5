from localcloud.refusals.requests import Rule

RULES: dict[str, tuple[Rule, ...]] = {}
