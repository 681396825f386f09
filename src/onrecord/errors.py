"""The errors that Onrecord raises.

OnrecordError
├── ReadError (ValueError)          an input cannot be read as an article
│   ├── EmptyInputError             it has no text
│   ├── NotTextError                it is binary, or of an unsupported type
│   ├── TooLargeError               it exceeds a documented limit
│   └── MalformedInputError         it is not valid (a feed, JSON Lines)
├── FetchError                      an address cannot be fetched
│   ├── AddressRefusedError         its scheme or network address is never fetched
│   ├── RobotsRefusedError          the site's robots.txt disallows it
│   └── HttpStatusError             the server answered with an error
├── StoreError                      the database cannot be read or written
│   ├── DatabaseBusyError           another process locked it for too long
│   ├── DatabaseReadOnlyError       the file or its folder is read-only
│   ├── DatabaseFullError           the disk is full
│   ├── NotADatabaseError           the file is not an Onrecord database, or is damaged
│   ├── NewerDatabaseError          a newer version of Onrecord wrote it
│   ├── DerivationError             actors or commitments could not be derived
│   ├── QueryTooLongError           a query exceeded its time limit
│   ├── NotFoundError               nothing matches, or more than one thing does
│   └── SpanError (ValueError)      a span does not match the text
├── ModelError                      the model is missing or damaged
├── ConfigError (ValueError)        a setting or an option is not valid
└── MissingExtraError (ImportError) an optional package is not installed

Every lower-level error is raised as one of these, `from` the original. The message says what is wrong, where, and
what to do about it.
"""


class OnrecordError(Exception):
    """The base class of every error that Onrecord raises."""


class ReadError(OnrecordError, ValueError):
    """An input cannot be read as an article."""


class EmptyInputError(ReadError):
    """The input has no text."""


class NotTextError(ReadError):
    """The input is binary, or of an unsupported type."""


class TooLargeError(ReadError):
    """The input exceeds a documented limit."""


class MalformedInputError(ReadError):
    """The input is not valid."""


class FetchError(OnrecordError):
    """An address cannot be fetched."""


class AddressRefusedError(FetchError):
    """The scheme or the network address of an address is never fetched."""


class RobotsRefusedError(FetchError):
    """The site's robots.txt disallows the fetch."""


class HttpStatusError(FetchError):
    """The server answered with an error status."""


class StoreError(OnrecordError):
    """The database cannot be read or written."""


class DatabaseBusyError(StoreError):
    """Another process locked the database for too long."""


class DatabaseReadOnlyError(StoreError):
    """The database file or its folder is read-only."""


class DatabaseFullError(StoreError):
    """The disk is full."""


class NotADatabaseError(StoreError):
    """The file is not an Onrecord database, or is damaged."""


class NewerDatabaseError(StoreError):
    """A newer version of Onrecord wrote the database."""


class DerivationError(StoreError):
    """Actors or commitments could not be derived. What is stored is safe."""


class QueryTooLongError(StoreError):
    """A query exceeded its time limit."""


class NotFoundError(StoreError):
    """Nothing matches, or more than one thing does."""


class SpanError(StoreError, ValueError):
    """A span does not match the text."""


class ModelError(OnrecordError):
    """The model's files are missing or damaged."""


class ConfigError(OnrecordError, ValueError):
    """A setting or an option is not valid."""


class MissingExtraError(OnrecordError, ImportError):
    """An optional package is not installed. The message names the extra to install."""
