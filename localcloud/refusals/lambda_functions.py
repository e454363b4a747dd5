from localcloud.refusals.requests import Rule

RULES: dict[str, tuple[Rule, ...]] = {}
BEFORE_MODEL: dict[str, tuple[Rule, ...]] = {}
