"""What is a secret, by its name or by its form, and how it is masked: one answer for everybody.

Policies refuse secrets, reports and comments mask them. Terraform's own marks say what a provider
or an author calls sensitive; this finds what nobody marked, such as a variable set by hand.
"""

import json
import re
from typing import Any

from policies.engine.marks import MASK, Mark, masked, union

# A name of one word after the other; keys of IAM conditions, with dots and colons, are no names.
IDENTIFIER = re.compile(r"[A-Za-z0-9_-]+")
BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|-")
TELLING = (
    r"(?:secret|password|passwd|pwd|passphrase|token|credential"
    r"|(?:private|api|access|signing|secret|encryption|auth|shared|session)_?key)s?"
)
TELLS = re.compile(rf"{TELLING}[0-9]*(?:_|$)")
# A name that ends so speaks of a secret, and does not hold it.
SPEAKS_OF_ONE = re.compile(
    r"(?:^|_)(?:names?|arns?|ids?|ur[il]s?|endpoints?|paths?|prefix|parameters?|files?|header|store"
    r"|manager|polic(?:y|ies)|types?|source|required|expression|versions?|algorithm|format|scopes?"
    r"|audience|issuer|ttl|seconds|minutes|hours|days|expir(?:y|ation|es)|validity|units|length"
    r"|size|count|limit|enabled|rotation|period|status|usage)$"
)
# Attributes of Terraform's providers that are digests or identities: by chance, but no secrets.
DIGEST = re.compile(
    r"(?:[a-z0-9_]+_)?(?:hash|sha1|sha256|sha512|md5|etag|digest|checksum|fingerprint|thumbprint"
    r"|thumbprint_list|triggers|filename|id)"
)
# A map of whatever names, whose values tell that something changed.
TRIGGERS = "triggers"
# In a pair of a name and a value; the latter is how providers call a parameter's plain text.
VALUES = {"value", "insecure_value"}
# The forms are those of detect-secrets 1.5 (https://github.com/Yelp/detect-secrets) and of vendors.
FORMS = re.compile(
    r"""\b(?:A3T[A-Z0-9]|ABIA|ACCA|AKIA|ASIA)[A-Z0-9]{16}\b              # AWS access keys
      | whsec_[\w+/=.-]+                                                 # Standard Webhooks
      | (?:-----)?BEGIN[A-Z0-9 ]{0,30}[ ]PRIVATE[ ]KEY                   # PEM
        (?:.*?-----END[A-Z0-9 ]{0,30}PRIVATE[ ]KEY-----|.*)
      | PuTTY-User-Key-File-[0-9].*
      | \beyJ[\w=-]+\.[\w=-]+(?:\.[\w.+/=-]*)?                           # JSON Web Tokens
      | (?<=://)[^\s/:@',]*:[^\s/@]+(?=@)                                # passwords in addresses
      | \b(?:Basic|Bearer)\s+(?=[A-Za-z._~+/-]*[0-9=])[\w.~+/=-]{12,}    # HTTP authorization
      | gh[oprsu]_\w{36,} | github_pat_\w{22,} | \bglpat-[\w-]{20,}      # GitHub, GitLab
      | \bxapp-[\w-]{10,} | (?i:xox[a-z]-(?:[0-9]+-|[a-z0-9-]{10})[a-z0-9-]+) # Slack
      | (?i:\bhooks\.slack(?:-gov)?\.com/[^\s"']+)                       # and its webhooks
      | \bdiscord(?:app)?\.com/api/webhooks/[^\s"']+                     # Discord
      | \b[MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27}
      | \b[rs]k[-_](?:live|test|proj|ant|admin|svcacct)[-_][\w-]{4,}     # Stripe, OpenAI, Anthropic
      | \bsk-\w{20,}
      | \bSG\.[\w-]{22}\.[\w-]{43} | \b[0-9a-z]{32}-us[0-9]{1,2}\b       # SendGrid, Mailchimp
      | \bnpm_[A-Za-z0-9-]{36} | \bpypi-[\w-]{16,}                       # package registries
      | \bsq0csp-[\w\\-]{43} | \b(?:AC|SK)[a-z0-9]{32}\b                 # Square, Twilio
      | \bAIza[\w-]{35} | \b[0-9]{8,10}:[\w-]{35}\b                      # Google, Telegram
      | [A-Za-z0-9+/]{86,88}== | \bAccountKey=[A-Za-z0-9+/=]{88}         # Azure
      | \b(?:AKC[A-Za-z0-9]{10,}|AP[0-9A-F][A-Za-z0-9]{8,})              # Artifactory
    """,
    re.VERBOSE | re.DOTALL,
)
# `NAME=value`, `"name": "value"` or `NAME: value` within a text, JSON within JSON included.
ASSIGNED = re.compile(
    r"""(?P<name>\b[A-Za-z_][A-Za-z0-9_-]{0,80})
        (?P<sign>\\*["']\s*[:=]\s*|\s?=\s?|(?<=[A-Z0-9]):\s)
        (?:(?P<quote>\\*["'])(?!\$[{(]|\$[a-z]+[.(]|[<{])             # a template, a placeholder
           (?P<quoted>(?:(?!(?P=quote)).)+)(?:(?P=quote)|\Z)
          |(?!\$[{(]|\$[a-z]+[.(]|[<{])(?P<bare>[^\s"'\\,;&]+))
    """,
    re.VERBOSE | re.DOTALL,
)
# Letters and digits by chance: what of a text is long enough, and what such a part is made of.
LONG = re.compile(r"[A-Za-z0-9+/_-]{32,}")
HEXADECIMAL = re.compile(r"\b[0-9a-fA-F]{32,}\b")
MIXES = ((HEXADECIMAL, ("[0-9]", "[a-fA-F]")), (LONG, ("[0-9]", "[A-Z]", "[a-z]")))
# The steps of a path are short words, however long the whole of it is.
PATH = re.compile(r"(?:\bhttps?://|\barn:|(?<!\S)\.{0,2}/)[^\s\"']+")
ARN = re.compile(r"arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:\S+")
REFERENCE = re.compile(r"\$\{[^{}]*\}")
PLAIN = {"", "true", "false", MASK}


def is_secret(name: str, value: Any) -> bool:
    """Whether the value, or any part of it, is a secret; `name` is what holds it, or empty."""
    return bool(marks(value, name))


def marks(value: Any, name: str = "") -> Mark:
    """Which parts of the value are secrets, in Terraform's form of marks; False if none is."""
    if isinstance(value, dict):
        return union({key: marks(one, _name(name, key, value)) for key, one in value.items()})
    if isinstance(value, list):
        return union([marks(one, name) for one in value])
    return isinstance(value, str) and _is_secret_text(name, value)


def mask(value: Any, name: str = "") -> Any:
    """The value with every secret in it masked."""
    return masked(value, marks(value, name))


def mask_text(text: str) -> str:
    """A sentence, a log line or a document with every secret in it masked.

    A part of it is a secret if it has the form of one, or if the text gives it a telling name.
    Digests and other letters by chance stay: reports are full of commits.
    """
    return ASSIGNED.sub(_assignment, FORMS.sub(MASK, text))


def names_secret(name: str) -> bool:
    """Whether what has such a name is a secret, whatever it looks like."""
    if not IDENTIFIER.fullmatch(name):
        return False
    words = BOUNDARY.sub("_", name).lower()
    return bool(TELLS.search(words)) and not SPEAKS_OF_ONE.search(words)


def _name(above: str, key: str, held: dict[str, Any]) -> str:
    """Under which name a key of an object holds its value; pairs of name and value say it."""
    if names_secret(above) or above == TRIGGERS:
        return above
    if key.lower() in VALUES:
        names = [held.get(one) for one in ("name", "Name", "key", "Key")]
        return next((one.rpartition("/")[2] for one in names if isinstance(one, str)), key)
    return key


def _is_secret_text(name: str, text: str) -> bool:
    plain = REFERENCE.sub("", text).strip()
    if plain.lower() in PLAIN:
        return False
    if names_secret(name) and not ARN.fullmatch(plain):
        return True
    if mask_text(text) != text:
        return True
    inner = document(text.strip())
    if inner is not None:
        return is_secret(name, inner)
    words = PATH.sub(lambda path: path.group().replace("/", " "), plain)
    return not DIGEST.fullmatch(name) and _is_random(words)


def _is_random(text: str) -> bool:
    return any(
        all(re.search(kind, part) for kind in kinds)
        for long, kinds in MIXES
        for part in long.findall(text)
    )


def document(text: Any) -> Any:
    """What a text holds that is a JSON object or array; None if it is no such text."""
    if not isinstance(text, str) or text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _assignment(found: re.Match[str]) -> str:
    value = found["quoted"] or found["bare"]
    if not names_secret(found["name"]) or value.lower() in PLAIN or ARN.fullmatch(value):
        return found.group()
    quote = found["quote"] or ""
    return f"{found['name']}{found['sign']}{quote}{MASK}{quote}"
