"""`onrecord serve`: opens the desk in a browser."""

import os
import secrets
import socket
import webbrowser
from dataclasses import replace
from threading import Timer
from typing import Annotated

import typer

from onrecord.cli.console import INTERRUPTED, notice, warning
from onrecord.cli.options import AsOf, Database, FromSettings
from onrecord.errors import ConfigError, MissingExtraError

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SHORTEST_TOKEN = 12


def serve(
    *,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            default_factory=FromSettings("host"),
            metavar="ADDRESS",
            help="Listen on this address. Any address but this machine's requires a token.",
            show_default=False,
        ),
    ],
    port: Annotated[
        int,
        typer.Option(
            "--port",
            "-p",
            default_factory=FromSettings("port"),
            metavar="NUMBER",
            min=0,
            max=65535,
            help="Listen on this port; 0 picks a free one.",
            show_default=False,
        ),
    ],
    token: Annotated[
        str | None,
        typer.Option(
            "--token", metavar="TEXT", help="Require this token. [default: a random one, if others can connect]"
        ),
    ] = None,
    names: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="HOST", help="Answer to this host name too. Can be repeated."),
    ] = None,
    as_of: AsOf,
    open_page: Annotated[bool, typer.Option("--open", help="Open the desk in your browser.")] = False,
    db: Database,
) -> None:
    """Open the desk: search, read and correct in your browser.

    Only this machine can reach the desk. To let others in, pass `--host` and send them the link that is printed; it
    contains a token. Traffic is not encrypted, so put a proxy with TLS in front. Needs `pip install 'onrecord[web]'`.

    **Examples**

    - `onrecord serve`
    - `onrecord serve --db story.db --port 9000 --open`
    """
    try:
        import uvicorn  # noqa: PLC0415 - an extra

        from onrecord.web.app import create_app, with_user  # noqa: PLC0415
        from onrecord.web.desk import Settings  # noqa: PLC0415
        from onrecord.web.server import server_config  # noqa: PLC0415
    except ImportError as error:
        msg = "The desk needs more packages: pip install 'onrecord[web]'"
        raise MissingExtraError(msg) from error
    day = as_of.date() if as_of else None
    local = host in _LOOPBACK
    if not local and token is None:
        token = secrets.token_urlsafe(16)
    if token is not None and len(token) < _SHORTEST_TOKEN:
        msg = f"--token must have at least {_SHORTEST_TOKEN} characters."
        raise ConfigError(msg)
    settings = with_user(Settings(token=token))
    known = {*settings.hosts, f"[{host}]" if ":" in host else host.lower(), *(name.lower() for name in names or ())}
    hosts = frozenset(known - {"0.0.0.0", "[::]"}) if names or local else frozenset({"*"})  # noqa: S104
    settings = replace(settings, hosts=hosts, today=(lambda: day) if day else settings.today)
    app = create_app(db, settings)
    listening = _listening(host, port)
    port = listening.getsockname()[1]
    shown = "localhost" if local else host
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/" + (f"?token={token}" if token else "")
    notice(f"The desk is open at {address} (database: {db}). Press Ctrl-C to stop.")
    if open_page:
        Timer(1.0, webbrowser.open, [address]).start()
    try:
        uvicorn.Server(server_config(app)).run(sockets=[listening])
    finally:
        if app.state.desk.jobs.abandoned:
            warning("An article was still being read, and is not stored. Read it again.")
            os._exit(
                INTERRUPTED
            )  # a thread that reads cannot be stopped in any other way, and writes nothing by halves


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens on an address and a port.

    Raises:
        ConfigError: The port is in use, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, a connection is served without Nagle's delay (asyncio looks at the protocol).
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()
    except (OSError, TypeError, ValueError) as error:  # the last two for a host that cannot be a host name
        listening.close()
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        msg = f"Cannot listen on {host}, port {port}: {reason}. Pass another --port; 0 picks a free one."
        raise ConfigError(msg) from error
    return listening
