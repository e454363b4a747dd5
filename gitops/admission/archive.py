"""Reads the files of an uploaded zip archive without unpacking anything.

`extractall` would strip `..` and write links as files, but take two files of one name and a bomb.
"""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from gitops.admission import names
from gitops.admission.refused import NotAdmitted, RefusedPart, of_file

MOST_BYTES = 100_000_000
LARGEST_FILE = 64_000_000
# Deflate makes at most 1,032 bytes of one; JSON of ours compresses to a twentieth.
MOST_PER_BYTE = 200
# Each header in the directory becomes an object of Python before anything can be counted.
HEADER, MOST_HEADERS = b"PK\x01\x02", 20_000
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
UNIX_SHIFT = 16
ENCRYPTED = 1
RETRY = "Upload the synthesis again."


def read(path: Path, below: str = "") -> dict[str, bytes]:
    """The files of the archive below that folder, name -> content; all entries are checked.

    Raises:
        NotAdmitted: an entry is unsafe, or the archive is too large or damaged.
    """
    if path.stat().st_size > MOST_BYTES:
        raise _whole(f"the archive has more than {MOST_BYTES} bytes")
    content = path.read_bytes()
    if content.count(HEADER) > MOST_HEADERS:
        raise _whole(f"the archive has more than {MOST_HEADERS} entries")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as files:
            entries = _checked(files.infolist())
            prefix = f"{below}/" if below else ""
            wanted = {name: each for name, each in entries.items() if name.startswith(prefix)}
            return {name.removeprefix(prefix): _content(files, wanted[name]) for name in wanted}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise _whole("the archive is damaged, or no zip archive") from error


def _checked(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The entries that are files by their names, if each is safe.

    Never by `filename`: it ends at a NUL, and from Python 3.12 on an extra field can replace it.
    """
    files = [entry for entry in entries if not _is_folder(entry)]
    refused = [
        *names.unsafe([entry.orig_filename for entry in files]),
        *(refusal for entry in files for refusal in _refused(entry)),
    ]
    total = sum(entry.file_size for entry in entries)
    if total > MOST_BYTES:
        refused.append(RefusedPart("", "", f"the files have more than {MOST_BYTES} bytes", RETRY))
    if refused:
        raise NotAdmitted(refused)
    return {entry.orig_filename: entry for entry in files}


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    """Whether it is an empty entry for a folder with a plain name; nothing is made of it."""
    name = entry.orig_filename
    return (
        not entry.file_size and name.endswith("/") and names.SAFE.fullmatch(name[:-1]) is not None
    )


def _refused(entry: zipfile.ZipInfo) -> Iterator[RefusedPart]:
    kind = stat.S_IFMT(entry.external_attr >> UNIX_SHIFT)
    if kind not in (0, stat.S_IFREG):
        yield of_file(entry.orig_filename, "it is a link, or no ordinary file", names.RENAME)
    if entry.flag_bits & ENCRYPTED or entry.compress_type not in METHODS:
        yield of_file(entry.orig_filename, "it is encrypted, or compressed otherwise", RETRY)
    if entry.file_size > min(LARGEST_FILE, MOST_PER_BYTE * max(entry.compress_size, 1)):
        yield of_file(entry.orig_filename, "it would become too large", RETRY)


def _content(files: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What is in the entry; what its header says of its size can be a lie."""
    with files.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise zipfile.BadZipFile(entry.orig_filename)
    return content


def _whole(reason: str) -> NotAdmitted:
    return NotAdmitted([RefusedPart("", "", reason, RETRY)])
