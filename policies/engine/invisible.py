"""Characters without a shape: a text with them is not what its reader sees.

Default_Ignorable_Code_Point of Unicode (DerivedCoreProperties.txt), and blanks that are no spaces.
"""

import re
import unicodedata

# Other: controls, format characters (text that runs backwards), surrogates, private use,
# unassigned; and the separators of lines and of paragraphs.
CATEGORIES = ("Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn")
# Letters, marks and symbols to Python, which calls them printable.
SHAPELESS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U00016fe4\U0001d159\U000e0100-\U000e01ef]"
)


def is_invisible(character: str) -> bool:
    """Whether nobody sees the character; of white space only what parts lines is so."""
    return bool(SHAPELESS.match(character)) or unicodedata.category(character) in CATEGORIES


def bare(text: str) -> str:
    """The text without white space and invisible characters around it."""
    start = next((n for n, one in enumerate(text) if _is_seen(one)), len(text))
    end = next((n for n, one in enumerate(reversed(text)) if _is_seen(one)), 0)
    return text[start : len(text) - end]


def _is_seen(character: str) -> bool:
    return not character.isspace() and not is_invisible(character)
