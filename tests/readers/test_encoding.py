"""Bytes to text, whatever the encoding and whatever it is said to be."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import NotTextError, TooLargeError
from onrecord.readers.base import MAX_BYTES
from onrecord.readers.encoding import decode
from table import cases

ENGLISH = "The minister said: “We will not go,” he added — the café was “naïve” about Velmora’s plans. "
FRENCH = "Le ministre a déclaré que la réforme entrerait en vigueur l’été prochain, malgré l’opposition. "
SPANISH = "El presidente señaló que la situación económica mejorará el próximo año, según fuentes del Gobierno. "
GERMAN = "Der Minister sagte, die Maßnahmen würden für alle Bürger gelten. „Wir können es uns nicht leisten“. "
POLISH = "Minister powiedział, że wszystkie działania będą możliwe, jeśli żądania związków zostaną spełnione. "
TURKISH = "Bakan, önlemlerin gelecek yıl alınacağını söyledi. İşçi sendikaları karşı çıktı; görüşmeler sürüyor. "
RUSSIAN = "Министр сообщил, что все меры будут приняты в следующем году, если профсоюзы согласятся. "
JAPANESE = "大臣は来年すべての措置が取られると述べた。労働組合は反対している。"


@cases("text", [ENGLISH, RUSSIAN, JAPANESE])
@cases("name", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@cases("declared", [None, "utf-8", "iso-8859-1", "shift_jis", "nonsense", ""])
def test_unicode_is_known_by_itself(text: str, name: str, declared: str | None) -> None:
    """UTF-8, and UTF-16 and UTF-32 with a mark, are read as what they are, whatever is declared; the mark goes."""
    assert decode(text.encode(name), declared=declared) == text


@cases("declared", [None, "utf-8"])
@cases(
    ("text", "name"),
    [
        (ENGLISH, "cp1252"),
        (FRENCH, "cp1252"),
        (SPANISH, "iso-8859-1"),
        (GERMAN, "cp1252"),
        (POLISH, "cp1250"),
        (TURKISH, "cp1254"),
        (RUSSIAN, "cp1251"),
        (JAPANESE, "shift_jis"),
    ],
)
def test_a_wrong_or_missing_declaration(text: str, name: str, declared: str | None) -> None:
    """Text of another encoding is read without garble where nothing, or UTF-8, is declared."""
    data = text.encode(name, "ignore")
    assert decode(data, declared=declared) == data.decode(name)


@cases(
    ("data", "declared"),
    [
        (RUSSIAN.encode("koi8_r"), "koi8-r"),
        (b'<html><head><meta charset="koi8-r"></head>' + RUSSIAN.encode("koi8_r"), None),
        (b"<meta http-equiv=Content-Type content='text/html; charset=KOI8-R'>" + RUSSIAN.encode("koi8_r"), "utf-8"),
        (b'<?xml version="1.0" encoding="koi8-r"?>' + RUSSIAN.encode("koi8_r"), None),
        (RUSSIAN.encode("koi8_r"), " KOI8-R "),
    ],
)
def test_what_is_declared_is_believed(data: bytes, declared: str | None) -> None:
    """The server's word, a `meta` tag and an XML declaration name the encoding where it is not UTF-8."""
    assert decode(data, declared=declared).endswith(RUSSIAN)


@cases("label", ["iso-8859-1", "latin1", "us-ascii", "windows-1252"])
def test_labels_mean_what_browsers_take_them_to_mean(label: str) -> None:
    """Quotation marks of Windows-1252 are read under the names that pages give it."""
    assert decode(b"\x93Stay,\x94 he said\x85", declared=label) == "“Stay,” he said…"


def test_stray_bytes_in_utf8() -> None:
    """A few bytes of Windows-1252 in UTF-8 are read as such, and the rest stays what it is."""
    data = (FRENCH * 3).encode() + b"\x93Oui\x94"
    assert decode(data) == FRENCH * 3 + "“Oui”"


@cases("name", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(name: str) -> None:
    """UTF-16 without a mark is known by its zero bytes."""
    assert decode(ENGLISH.encode(name)) == ENGLISH


def test_a_seven_bit_encoding() -> None:
    """ISO-2022-JP, which is made of ASCII bytes, is not taken for ASCII."""
    assert decode(JAPANESE.encode("iso2022_jp")) == JAPANESE


@cases(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image"),
        (b"GIF89a\x01\x00", "a GIF image"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a WebP image"),
        (b"BM\x36\x00\x0c\x00\x00\x00", "a bitmap image"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        (b"\x7fELF\x02\x01", "a program"),
        (b"MZ\x90\x00\x03", "a program"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (b"\x00\x00\x00\x18ftypmp42", "a film"),
        (b"{\\rtf1\\ansi", "a Rich Text file"),
        (bytes(range(256)) * 8, "binary data"),
    ],
)
def test_what_is_no_text(data: bytes, kind: str) -> None:
    """Images, archives, programs and other binary data are refused, and the message says what they are."""
    with pytest.raises(NotTextError, match=kind):
        decode(data)


@cases("text", ["BMW said on Monday", "MZ is a code", "ID3 tags, explained", "PK won", "%PDF", ""])
def test_letters_that_a_file_kind_starts_with(text: str) -> None:
    """A text that starts with the letters of a binary kind is text."""
    assert decode(text.encode()) == text


def test_a_few_zero_bytes() -> None:
    """Some NULs do not make a text binary."""
    assert decode(ENGLISH.encode() + b"\x00" + ENGLISH.encode()) == f"{ENGLISH}\x00{ENGLISH}"


def test_too_large() -> None:
    """More bytes than the documented limit are refused, and the message names it."""
    with pytest.raises(TooLargeError, match="the limit is 64 MB"):
        decode(bytes(MAX_BYTES + 1))


@given(st.binary(max_size=300), st.none() | st.sampled_from(["utf-8", "utf-16", "cp1251", "big5", "base64", "\x00"]))
def test_any_bytes_are_text_or_refused(data: bytes, declared: str | None) -> None:
    """Whatever the bytes and whatever is declared, they are read or refused as no text."""
    with suppress(NotTextError):
        assert isinstance(decode(data, declared=declared), str)
