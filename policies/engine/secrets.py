"""What is a secret, by its name or by its form, and how it is masked: one answer for everybody.

Policies refuse secrets, reports and comments mask them. Terraform's own marks say what a provider
or an author calls sensitive; this finds what nobody marked, such as a variable set by hand.
"""

import json
import re
from functools import lru_cache
from typing import Any

from policies.engine.invisible import bare
from policies.engine.marks import MASK, Mark, masked, union

# Words, one after the other, and of a dotted key the last part; the keys of IAM conditions, with
# colons, are no names.
IDENTIFIER = re.compile(r"[A-Za-z0-9_.-]+")
BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|-")
TELLING = (
    r"(?:secret|password|passwd|pwd|passphrase|passcode|token|credential"
    r"|(?<![a-z])(?<!by_)(?:db|pg|mysql|smtp|redis|user|root|admin)?pass(?!_?(?:through|thru|role))"
    r"|(?:private|api|access|signing|secret|encryption|auth|shared|session|master|webhook|hmac|jwt"
    r"|aes|rsa|stripe|sendgrid|license|storage|service|deploy)_?key)s?"
)
TELLS = re.compile(rf"{TELLING}[0-9]*(?:_|$)")
# A name that ends so speaks of a secret, and does not hold it.
SPEAKS_OF_ONE = re.compile(
    r"(?:^|_)(?:names?|arns?|ids?|ur[il]s?|endpoints?|paths?|prefix|parameters?|files?|header|store"
    r"|manager|polic(?:y|ies)|types?|source|required|expression|versions?|algorithm|format|scopes?"
    r"|audience|issuer|ttl|seconds|minutes|hours|days|expir(?:y|ation|es)|validity|units|length"
    r"|size|count|limit|enabled|rotation|period|status|usage|no_secrets?|(?:max|min)_tokens)$"
)
# Attributes of Terraform's providers that are digests or identities, and the name of a statement:
# they look like chance, and are no secrets.
DIGEST = re.compile(
    r"Sid|(?:[a-z0-9_]+_)?(?:hash|sha1|sha256|sha512|md5|etag|digest|checksum|fingerprint|thumbprint"
    r"|thumbprint_list|triggers|filename|id)"
)
# A map of whatever names, whose values tell that something changed.
TRIGGERS = "triggers"
# In a pair of a name and a value; the latter is how providers call a parameter's plain text.
VALUES = {"value", "insecure_value", "parametervalue"}
NAMES = ("name", "Name", "key", "Key", "ParameterKey")
# The forms are those of detect-secrets 1.5 (https://github.com/Yelp/detect-secrets) and of vendors.
# An underscore before one of them makes it no other.
FORMS = re.compile(
    r"""whsec_[\w+/=.-]+                                                   # Standard Webhooks
      | (?:-----)?BEGIN[A-Z0-9 ]{0,30}[ ]PRIVATE[ ]KEY                   # PEM
        (?:.*?-----END[A-Z0-9 ]{0,30}PRIVATE[ ]KEY-----|.*)
      | PuTTY-User-Key-File-[0-9].*
      | (?<=://)[^\s/:@',]*:[^\s/@]+(?=@)                                # passwords in addresses
      | gh[oprsu]_\w{36,} | github_pat_\w{22,}                           # GitHub
      | (?i:xox[a-z]-(?:[0-9]+-|[a-z0-9-]{10})[a-z0-9-]+)                # Slack
      | [A-Za-z0-9+/]{86,88}==                                           # Azure
      | \b(?:AKC[A-Za-z0-9]{10,}|AP[0-9A-F][A-Za-z0-9]{8,})              # Artifactory
      | (?<![^\W_])(?:
          (?:A3T[A-Z0-9]|ABIA|ACCA|AKIA|ASIA)[A-Z0-9]{16}(?![^\W_])      # AWS access keys
        | eyJ[\w=-]{1,2048}\.[\w=-]+(?:\.[\w.+/=-]*)?                    # JSON Web Tokens
        | (?i:basic|bearer)\s+(?=[A-Za-z._~+/-]*[0-9=])[\w.~+/=-]{12,}   # HTTP authorization
        | (?i:bearer)\s+[A-Za-z._~+/-]{16,}
        | glpat-[\w-]{20,}                                               # GitLab
        | xapp-[\w-]{10,} | (?i:hooks\.slack(?:-gov)?\.com/[^\s"']+)     # Slack
        | discord(?:app)?\.com/api/webhooks/[^\s"']+                     # Discord
        | [MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27}
        | [rs]k[-_](?:live|test|proj|ant|admin|svcacct)[-_][\w-]{4,}     # Stripe, OpenAI, Anthropic
        | sk-\w{20,}
        | SG\.[\w-]{22}\.[\w-]{43} | [0-9a-z]{32}-us[0-9]{1,2}(?![^\W_]) # SendGrid, Mailchimp
        | npm_[A-Za-z0-9-]{36} | pypi-[\w-]{16,}                         # package registries
        | sq0csp-[\w\\-]{43} | (?:AC|SK)[a-z0-9]{32}(?![^\W_])           # Square, Twilio
        | AIza[\w-]{35} | [0-9]{8,10}:[\w-]{35}\b                        # Google, Telegram
        | AccountKey=[A-Za-z0-9+/=]{88})                                 # Azure
    """,
    re.VERBOSE | re.DOTALL,
)
# The last @ of an address ends its password, whatever stands in that.
ADDRESS = re.compile(r"(?<=://)[^\s\"']+")
USER = re.compile(r"(?:\A|(?<=://))[^/:@]*:")
# `NAME=value`, `"name": "value"`, `name: value`, `--name value` and pairs of name and value in a
# text, JSON within JSON included. Names and values are apart, so that each name is looked at.
ASSIGNED = re.compile(
    r"""\b(?i:(?:parameter)?key|name)\\*["']?\s{0,40}[:=]\s{0,40}\\*["']?(?P<paired>[\w./-]{1,200})
        \\*["']?\s{0,40},\s{0,40}\\*["']?(?i:parametervalue|(?:insecure_)?value)
        \\*["']?\s{0,40}[:=]\s{0,40}
      | (?<![\w-])--?(?P<flag>[A-Za-z][A-Za-z0-9_-]{0,80})[ \t]{1,40}(?!-)
      | (?P<name>\b[A-Za-z_][A-Za-z0-9_-]{0,80})
        (?:\\*["']\s*[:=]\s*|[ \t]{0,40}={1,3}>?(?:[ \t]{0,40}|\s)
          |(?<=[A-Z0-9])[ \t]{0,40}:(?:[ \t]{1,40}|\s)|(?P<prose>[ \t]{0,40}:[ \t]{1,40}))
    """,
    re.VERBOSE,
)
VALUE = re.compile(
    r"""(?P<quote>\\*["'])(?!\$[{(]|\$[a-z]+[.(]|[<{])                # a template, a placeholder
        (?P<quoted>(?:(?!(?P=quote)).)+)(?:(?P=quote)|\Z)
      | (?!\$[{(]|\$[a-z]+[.(]|[<{])(?P<bare>[^\s"'\\,;&]+)(?P<last>[ \t]*(?:$|[\n\r,;}"'\\#]))?
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
# The names in an ARN are long where people put words together, and say whose rights are meant.
NAMES_IN_ARN = re.compile(r"""\barn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:[^\s"',\\]+""")
REFERENCE = re.compile(r"\$\{[^{}]*\}")
PLAIN = {"", "true", "false", "null", "none", "required", "optional", "missing", MASK}


def is_secret(name: str, value: Any) -> bool:
    """Whether the value, or any part of it, is a secret; `name` is what holds it, or empty."""
    return bool(marks(value, name))


def marks(value: Any, name: str = "") -> Mark:
    """Which parts of the value are secrets, in Terraform's form of marks; False if none is.

    An object with a secret among its keys is one as a whole: marks cannot hide a name.
    """
    if isinstance(value, dict):
        if any(map(_is_secret_key, value)):
            return True
        return union({key: marks(one, _name(name, key, value)) for key, one in value.items()})
    if isinstance(value, list):
        return union([marks(one, name) for one in value])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return names_secret(name)
    return isinstance(value, str) and _is_secret_text(name, value)


def mask(value: Any, name: str = "") -> Any:
    """The value with every secret in it masked."""
    return masked(value, marks(value, name))


def mask_text(text: str) -> str:
    """A sentence, a log line or a document with every secret in it masked.

    A part of it is a secret if it has the form of one, or if the text gives it a telling name.
    Digests and other letters by chance stay: reports are full of commits.
    """
    return _unassigned(FORMS.sub(MASK, ADDRESS.sub(_address, text)))


def names_secret(name: str) -> bool:
    """Whether what has such a name is a secret, whatever it looks like."""
    if not IDENTIFIER.fullmatch(name):
        return False
    words = BOUNDARY.sub("_", name.rpartition(".")[2]).lower()
    return bool(TELLS.search(words)) and not SPEAKS_OF_ONE.search(words)


def _name(above: str, key: str, held: dict[str, Any]) -> str:
    """Under which name a key of an object holds its value; pairs of name and value say it."""
    if names_secret(above) or above == TRIGGERS:
        return above
    if key.lower() in VALUES:
        names = [held.get(one) for one in NAMES]
        return next((one.rpartition("/")[2] for one in names if isinstance(one, str)), key)
    return key


# The same few texts, such as references and tags, stand in many resources.
@lru_cache(maxsize=4096)
def _is_secret_text(name: str, text: str) -> bool:
    plain = REFERENCE.sub("", text).strip()
    if plain.lower() in PLAIN:
        return False
    if names_secret(name) and not ARN.fullmatch(plain):
        return True
    if mask_text(text) != text:
        return True
    inner = document(text)
    if inner is not None:
        return is_secret(name, inner)
    words = PATH.sub(lambda path: path.group().replace("/", " "), NAMES_IN_ARN.sub("", plain))
    return not DIGEST.fullmatch(name) and _is_random(words)


def _is_random(text: str) -> bool:
    return any(
        all(re.search(kind, part) for kind in kinds)
        for long, kinds in MIXES
        for part in long.findall(text)
    )


def document(text: Any) -> Any:
    """What a text holds that is a JSON object or array; None if it is no such text."""
    held = bare(text) if isinstance(text, str) else ""
    if held[:1] not in ("{", "["):
        return None
    try:
        return json.loads(held)
    except (ValueError, RecursionError):
        return None


@lru_cache(maxsize=4096)
def _is_secret_key(key: str) -> bool:
    """Whether the key of an object is a secret itself; few keys stand in many objects."""
    return mask_text(key) != key


def _address(found: re.Match[str]) -> str:
    before, at, host = found.group().rpartition("@")
    user = USER.search(before)
    return f"{before[: user.start()]}{MASK}{at}{host}" if user else found.group()


def _unassigned(text: str) -> str:
    parts, end = [], 0
    for found in ASSIGNED.finditer(text):
        name = found["name"] or found["flag"] or found["paired"].rpartition("/")[2]
        if found.start() < end or not names_secret(name):
            continue
        value = VALUE.match(text, found.end())
        if value and _is_held(value, in_prose=found["prose"] is not None):
            quote = value["quote"] or ""
            parts += [text[end : found.end()], quote, MASK, quote]
            end = value.end("bare") if value["bare"] else value.end()
    return "".join([*parts, text[end:]])


def _is_held(value: re.Match[str], *, in_prose: bool) -> bool:
    held = value["quoted"] or value["bare"]
    if held.lower() in PLAIN or ARN.fullmatch(held):
        return False
    return not in_prose or bool(value["quoted"]) or _is_no_prose(value)


def _is_no_prose(value: re.Match[str]) -> bool:
    """Whether what follows `secret: ` is a value, neither a word of a sentence nor progress."""
    word = value["bare"]
    if word.endswith(("...", ":")):
        return False
    return value["last"] is not None or not word.isalpha()
