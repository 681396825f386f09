"""The desk: web pages to read, search and correct the record (extra `web`).

    from onrecord.web import create_app

    app = create_app("onrecord.db")   # an ASGI application, for uvicorn or a test client

`onrecord serve` runs it on your machine.
"""

from onrecord.web.app import create_app

__all__ = ["create_app"]
