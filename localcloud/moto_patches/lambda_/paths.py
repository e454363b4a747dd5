"""A name that Lambda does not allow reaches Lambda, which refuses it by the model of the operation.

moto's paths admit its own letters only: any other name was a page that is not found, in HTML.
"""

from moto.awslambda import urls

from localcloud.moto_patches.wrapping import replace

_NARROW = (r"[\w_:%-]+", r"[\w_-]+")
_ANY = "[^/]+"


def apply() -> None:
    """Apply the patch of the paths, before the first request to Lambda builds its application."""
    replace(urls, "url_paths", {_wide(path): view for path, view in urls.url_paths.items()})


def _wide(path: str) -> str:
    for each in _NARROW:
        path = path.replace(each, _ANY)
    return path
