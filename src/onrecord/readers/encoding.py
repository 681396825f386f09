"""Decodes bytes, whatever encoding they claim to have.

In order of trust: a byte order mark; UTF-8 if the bytes are valid UTF-8, which text in other encodings almost never
is; what the server or the document declares; a guess. Labels mean what they mean to browsers (WHATWG Encoding
Standard): `iso-8859-1` is Windows-1252, `gb2312` is GB 18030.
"""

import codecs
import re

from charset_normalizer import from_bytes

from onrecord.errors import NotTextError, TooLargeError
from onrecord.readers.base import MAX_BYTES

_HEAD = 4096
"""How many bytes are searched for a declaration of the encoding."""
_SAMPLE = 65536
"""How many bytes a guess is based on."""
_WESTERN = 0.03
"""Below this share of non-ASCII bytes, there is too little to guess from, and Windows-1252 is assumed."""
_BINARY = 0.02
"""The share of control characters from which a file is binary."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive, perhaps a Word, OpenDocument or EPUB file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office file"),
    (b"{\\rtf", "a Rich Text file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"(\xb5/\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf'\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\x00asm", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"fLaC", "a FLAC recording"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
)
_RIFF = {b"WEBP": "a WebP image", b"WAVE": "a WAVE recording", b"AVI ": "an AVI film"}
# Text can start with these letters, so the file must also contain NULs.
_WEAK = {b"BM": "a bitmap image", b"MZ": "a program", b"ID3": "an MP3 recording", b"BZh": "a bzip2 archive"}

_META = re.compile(rb"<meta[^>]{1,400}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
# Labels of browsers that Python does not know.
_ALIASES = {"dos-874": "cp874", "windows-31j": "cp932", "windows-874": "cp874", "x-sjis": "cp932"}
_LABELS = {
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-11": "cp874",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "tis-620": "cp874",
}
# These consist of ASCII bytes, so they are also valid UTF-8.
_SEVEN_BIT = frozenset({"hz", "iso2022_jp", "iso2022_kr"})
_GUESSES = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso8859_2", "iso8859_5", "koi8_r",
    "cp932", "euc_jp", "gb18030", "big5", "cp949", "tis_620",
)  # fmt: skip
_CENTRAL = frozenset({"Croatian", "Czech", "Hungarian", "Polish", "Romanian", "Slovak", "Slovene"})
_CONTROLS = bytes(range(0x09)) + bytes(range(0x0E, 0x1B)) + bytes(range(0x1C, 0x20))
# Letters such as š, ž and ł in either encoding; these bytes are rare in Windows-1252.
_CENTRAL_LETTERS = re.compile(rb"[\x9a\x9d-\x9f\xb3\xb9\xbe]")
_C1 = re.compile(rb"[\x80-\x9f]")
_BEYOND_ASCII = bytes(range(0x80, 0x100))


def decode(data: bytes, *, declared: str | None = None) -> str:
    """Decode `data` without its byte order mark; `declared` is the encoding that the server named.

    Raises:
        NotTextError: The bytes are an image, an archive, a program or the like.
        TooLargeError: They are more than `MAX_BYTES`.
    """
    if len(data) > MAX_BYTES:
        msg = f"{len(data) / 2**20:.0f} MB is too large: the limit is {MAX_BYTES // 2**20} MB"
        raise TooLargeError(msg)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if (kind := kind_of(data)) is not None:
        msg = f"{kind}, not text"
        raise NotTextError(msg)
    if (wide := _wide(data)) is not None:
        return data.decode(wide, "replace")
    _refuse_binary(data)
    return _decode_narrow(data, [_codec(declared), _declared_inside(data)])


def kind_of(data: bytes) -> str | None:
    """The kind of a file by its first bytes, such as "a PNG image"; `None` if it may be text."""
    holds_nul = b"\x00" in data[:_HEAD]
    for magic, kind in _MAGIC:
        if data.startswith(magic) and (holds_nul or magic not in _WEAK):
            return kind
    for magic, kind in _WEAK.items():
        if holds_nul and data.startswith(magic):
            return kind
    if data.startswith(b"RIFF"):
        return _RIFF.get(data[8:12])
    return "a film or sound recording" if data[4:8] == b"ftyp" else None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: in mostly ASCII text, every other byte is NUL."""
    head = data[:_HEAD]
    half = len(head) // 2
    even, odd = head[::2].count(0), head[1::2].count(0)
    if half > 1 and odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if half > 1 and even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _refuse_binary(data: bytes) -> None:
    head = data[:_SAMPLE]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > _BINARY * len(head) and controls > 4:
        msg = "looks like binary data, not text"
        raise NotTextError(msg)


def _decode_narrow(data: bytes, declared: list[str | None]) -> str:
    escaped = "iso2022_jp" if b"\x1b$" in data else None
    encodings = [encoding for encoding in (*declared, escaped) if encoding is not None]
    for encoding in encodings:
        if encoding in _SEVEN_BIT and (text := _strict(data, encoding)) is not None:
            return text
    if (text := _strict(data, "utf-8")) is not None:
        return text
    if (text := _nearly_utf8(data)) is not None:
        return text
    for encoding in encodings:
        if not encoding.startswith("utf") and (text := _strict(data, encoding)) is not None:
            return text
    return data.decode(_guess(data), "replace")


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _nearly_utf8(data: bytes) -> str | None:
    """UTF-8 with a few stray bytes, which are read as Windows-1252: pages are pasted together of several sources."""
    text = data.decode("utf-8", "surrogateescape")
    stray = {char: bytes([ord(char) - 0xDC00]).decode("cp1252", "replace") for char in set(text) if _is_stray(char)}
    bad = sum(text.count(char) for char in stray)
    good = sum(char > "\x7f" for char in text) - bad
    if 4 * bad > good:
        return None
    return text.translate({ord(char): replacement for char, replacement in stray.items()})


def _is_stray(char: str) -> bool:
    return "\udc80" <= char <= "\udcff"


def _guess(data: bytes) -> str:
    sample = data[:_SAMPLE]
    beyond = len(sample) - len(sample.translate(None, _BEYOND_ASCII))
    if beyond < _WESTERN * len(sample):
        return "cp1252"
    matches = from_bytes(sample, cp_isolation=list(_GUESSES))
    if (best := matches.best()) is None:
        return "cp1252"
    # The Latin code pages share most letters and tie, so the language decides.
    if best.language in _CENTRAL and _CENTRAL_LETTERS.search(sample):
        return "cp1250" if _C1.search(sample) else "iso8859_2"
    if best.language == "Turkish":
        return "cp1254"
    tied = {name for match in matches if match.chaos == best.chaos for name in match.could_be_from_charset}
    return "cp1252" if "cp1252" in tied else best.encoding


def _declared_inside(data: bytes) -> str | None:
    head = data[:_HEAD]
    match = _XML.match(head) or _META.search(head)
    return None if match is None else _codec(match.group(1).decode("ascii", "replace"))


def _codec(label: str | None) -> str | None:
    """Python's codec for a label, as browsers understand it; `None` if it is unknown or cannot be right."""
    try:
        label = (label or "").strip().lower()
        name = codecs.lookup(_ALIASES.get(label, label)).name
        b"a".decode(name)
    except (LookupError, ValueError):
        return None
    return None if name.startswith(("utf-16", "utf-32")) else _LABELS.get(name, name)
