"""The errors that Onrecord raises.

OnrecordError
├── ReadError (ValueError)          an input that is not a readable article
│   ├── EmptyInputError             there is no text in it
│   ├── NotTextError                it is binary, or of a kind that no reader takes
│   ├── TooLargeError               it is over a documented limit
│   └── MalformedInputError         it is not what it claims to be (a feed, JSON Lines)
├── FetchError                      an address could not be fetched
│   ├── AddressRefusedError         a scheme or network address that is never fetched
│   ├── RobotsRefusedError          the site's robots.txt says no
│   └── HttpStatusError             the server answered with an error
├── StoreError                      the record could not be kept or found
│   ├── DatabaseBusyError           another process held the database too long
│   ├── DatabaseReadOnlyError       the file or its folder cannot be written
│   ├── DatabaseFullError           no space is left
│   ├── NotADatabaseError           the file is something else, or damaged
│   ├── NewerDatabaseError          a newer Onrecord wrote it
│   ├── DerivationError             actors or commitments could not be derived
│   ├── QueryTooLongError           a question took longer than it may
│   ├── NotFoundError               nothing is kept under this name
│   └── SpanError (ValueError)      a span whose words are not the text's
├── ModelError                      the weights are missing or damaged
├── ConfigError (ValueError)        a setting has a value that it cannot have
└── MissingExtraError (ImportError) an optional package is not installed

Every lower-level error is raised as one of these, `from` the original. The message says what was wrong, where,
and what to do about it.
"""


class OnrecordError(Exception):
    """Anything that Onrecord reports as gone wrong."""


class ReadError(OnrecordError, ValueError):
    """An input is not a readable article."""


class EmptyInputError(ReadError):
    """There is no text in the input."""


class NotTextError(ReadError):
    """The input is binary, or of a kind that no reader takes."""


class TooLargeError(ReadError):
    """The input is over a documented limit."""


class MalformedInputError(ReadError):
    """The input is not what it claims to be."""


class FetchError(OnrecordError):
    """An address could not be fetched."""


class AddressRefusedError(FetchError):
    """The scheme or the network address is one that is never fetched."""


class RobotsRefusedError(FetchError):
    """The site's robots.txt does not allow the fetch."""


class HttpStatusError(FetchError):
    """The server answered with an error status."""


class StoreError(OnrecordError):
    """The record could not be kept or found."""


class DatabaseBusyError(StoreError):
    """Another process held the database for too long."""


class DatabaseReadOnlyError(StoreError):
    """The database file or its folder cannot be written."""


class DatabaseFullError(StoreError):
    """No space is left for the database."""


class NotADatabaseError(StoreError):
    """The file is not a database of ours, or it is damaged."""


class NewerDatabaseError(StoreError):
    """The database was written by a newer Onrecord."""


class DerivationError(StoreError):
    """Actors or commitments could not be derived from the record; the record itself is safe."""


class QueryTooLongError(StoreError):
    """A question took longer to answer than it may."""


class NotFoundError(StoreError):
    """Nothing is kept under this name."""


class SpanError(StoreError, ValueError):
    """A span's words are not those of the text."""


class ModelError(OnrecordError):
    """The model's files are missing or damaged."""


class ConfigError(OnrecordError, ValueError):
    """A setting has a value that it cannot have."""


class MissingExtraError(OnrecordError, ImportError):
    """An optional package is not installed; the message names the extra."""
