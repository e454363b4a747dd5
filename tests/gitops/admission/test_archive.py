"""No entry of an archive leads out of it, hides another, or becomes larger than it may."""

import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from gitops.admission import archive, names
from gitops.admission.archive import LARGEST_FILE, read
from gitops.admission.refused import NotAdmitted
from tests.gitops.admission.uploads import LINK, files, zipped

Spoil = Callable[[zipfile.ZipFile], None]


def _entry(name: str, content: bytes = b"x", **fields: int) -> Spoil:
    def add(into: zipfile.ZipFile) -> None:
        entry = zipfile.ZipInfo(name)
        for field, value in fields.items():
            setattr(entry, field, value)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a name that is there already
            into.writestr(entry, content, fields.get("compress_type", zipfile.ZIP_DEFLATED))

    return add


def _many(into: zipfile.ZipFile) -> None:
    for number in range(names.MOST + 1):
        into.writestr(f"tests/{number}.xml", b"")


def test_the_files_of_an_archive_are_read(tmp_path: Path) -> None:
    assert read(zipped(tmp_path / "a.zip", files())) == files()


def test_folders_of_their_own_are_ignored(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"stacks/": b"", "stacks/prices/": b"", **files()})

    assert read(path) == files()


def test_only_what_is_below_the_folder_is_read(tmp_path: Path) -> None:
    both = {
        f"{suffix}/{name}": each for suffix in ("dev", "dev2") for name, each in files().items()
    }

    assert read(zipped(tmp_path / "a.zip", both), "dev") == files()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        pytest.param(_entry("../x"), "leads out of the folder", id="traversal"),
        pytest.param(_entry("stacks/../../x"), "leads out of the folder", id="traversal inside"),
        pytest.param(_entry("/etc/passwd"), "leads out of the folder", id="absolute"),
        pytest.param(_entry("./manifest.json"), "leads out of the folder", id="dot"),
        pytest.param(_entry("..\\x"), "holds characters", id="backslash"),
        pytest.param(_entry("C:/x"), "holds characters", id="drive"),
        pytest.param(_entry("a//b"), "holds characters", id="empty part"),
        pytest.param(_entry("a\x1b[31m"), "holds characters", id="terminal sequence"),
        pytest.param(_entry("a\n::error::b"), "holds characters", id="workflow command"),
        pytest.param(_entry("a\u202etxt"), "holds characters", id="runs backwards"),
        pytest.param(_entry("é"), "holds characters", id="not ASCII"),
        pytest.param(_entry("a" * 301), "more than 300 characters", id="long name"),
        pytest.param(_entry("../"), "leads out of the folder", id="a folder outside"),
        pytest.param(_entry("manifest.json"), "two of that name", id="twice"),
        pytest.param(_entry("MANIFEST.json"), "only case tells them apart", id="case"),
        pytest.param(_entry("manifest.json/x"), "both a file and a folder", id="file and folder"),
        pytest.param(_entry("a", external_attr=LINK), "it is a link", id="link"),
        pytest.param(_entry("a", external_attr=0o010644 << 16), "no ordinary file", id="pipe"),
        pytest.param(_entry("a", compress_type=zipfile.ZIP_LZMA), "compressed", id="lzma"),
        pytest.param(_entry("a", compress_type=zipfile.ZIP_BZIP2), "compressed", id="bzip2"),
        pytest.param(_entry("a", b"0" * 9_000_000), "would become too large", id="bomb"),
        pytest.param(_many, "files, more than 400", id="many"),
    ],
)  # fmt: skip
def test_an_unsafe_entry_is_refused(spoil: Spoil, reason: str, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", files())
    with zipfile.ZipFile(path, "a") as spoiled:
        spoil(spoiled)

    with pytest.raises(NotAdmitted) as refused:
        read(path)

    assert any(reason in each.reason for each in refused.value.refused)
    assert all(each.remedy for each in refused.value.refused)
    assert all(text.isascii() and text.isprintable() for each in refused.value.refused
               for text in (each.file, each.reason))  # fmt: skip
    assert "::" not in "".join(each.file for each in refused.value.refused)


def test_a_name_that_ends_early_is_refused_as_it_stands(tmp_path: Path) -> None:
    """zipfile cuts a name at a NUL, others may not."""
    path = zipped(tmp_path / "a.zip", {**files(), "tests/aXb.xml": b"x"})
    path.write_bytes(path.read_bytes().replace(b"tests/aXb.xml", b"tests/a\x00b.xml"))

    with pytest.raises(NotAdmitted, match="holds characters that no file of a synthesis has"):
        read(path)


def test_a_second_name_in_an_extra_field_counts_nowhere(tmp_path: Path) -> None:
    """From Python 3.12 on zipfile takes it (Info-ZIP's Unicode path) for the entry's name."""
    entry, other = zipfile.ZipInfo("a"), b"../../x"
    body = struct.pack("<BL", 1, zlib.crc32(b"a")) + other
    entry.extra = struct.pack("<HH", 0x7075, len(body)) + body
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as written:
        written.writestr(entry, b"x")

    assert read(tmp_path / "a.zip") == {"a": b"x"}


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda content: content[:-30], id="cut"),
        pytest.param(lambda _: b"not a zip", id="another file"),
        pytest.param(lambda content: content[:60] + b"\xff" * 40 + content[100:], id="changed"),
    ],
)  # fmt: skip
def test_a_damaged_archive_is_refused(spoil: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", files())
    path.write_bytes(spoil(path.read_bytes()))

    with pytest.raises(NotAdmitted, match="damaged, or no zip archive"):
        read(path)


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a": b"x"})
    content = bytearray(path.read_bytes())
    flags = content.index(archive.HEADER) + 8
    content[flags] |= archive.ENCRYPTED
    path.write_bytes(content)

    with pytest.raises(NotAdmitted, match="encrypted"):
        read(path)


def test_a_header_that_lies_about_the_size_is_refused(tmp_path: Path) -> None:
    """The directory promises ten bytes; a hundred thousand are there."""
    path = zipped(tmp_path / "a.zip", {"a": bytes(100_000)})
    content = path.read_bytes()
    honest, lie = struct.pack("<I", 100_000), struct.pack("<I", 10)
    assert content.count(honest) == 2
    path.write_bytes(content.replace(honest, lie))

    with pytest.raises(NotAdmitted, match="damaged"):
        read(path)


def test_files_that_are_too_large_together_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {f"a{n}": bytes(LARGEST_FILE // 2) for n in range(4)})

    with pytest.raises(NotAdmitted) as refused:
        read(path)

    reasons = [each.reason for each in refused.value.refused]
    assert "the files have more than 100000000 bytes" in reasons


def test_a_hundred_megabytes_are_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    with path.open("wb") as file:
        file.truncate(archive.MOST_BYTES + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("read"))

    with pytest.raises(NotAdmitted, match="more than 100000000 bytes"):
        read(path)


def test_very_many_headers_are_refused_before_they_become_objects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive.HEADER * (archive.MOST_HEADERS + 1))
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("opened"))

    with pytest.raises(NotAdmitted, match="more than 20000 entries"):
        read(path)
