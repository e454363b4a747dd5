"""A name that Lambda does not allow reaches Lambda, which refuses it by the model of the operation.

moto's paths admit its own letters only: any other name was a page that is not found, in HTML.
"""

from moto.awslambda import urls

_NARROW = (r"[\w_:%-]+", r"[\w_-]+")
_ANY = "[^/]+"


def apply() -> None:
    """Apply the patch of the paths, before the first request to Lambda builds its application."""
    for path in list(urls.url_paths):
        wide = path
        for each in _NARROW:
            wide = wide.replace(each, _ANY)
        urls.url_paths[wide] = urls.url_paths.pop(path)
