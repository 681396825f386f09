"""`onrecord serve`: the desk, a web page on this machine."""

import os
import secrets
import socket
import webbrowser
from dataclasses import replace
from datetime import date, datetime
from threading import Timer
from typing import Annotated

import typer

from onrecord.cli.console import INTERRUPTED, Database, errors
from onrecord.errors import ConfigError, MissingExtraError

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def serve(
    *,
    host: Annotated[str, typer.Option(help="The address to listen at; another than this machine's needs a token.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="The port; 0 takes any free one.")] = 8765,
    token: Annotated[
        str | None, typer.Option(help="What lets somebody in; made up and printed where it is needed.")
    ] = None,
    names: Annotated[
        list[str] | None, typer.Option("--name", help="A host name that the desk answers to, besides the address.")
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day that counts as today.")
    ] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    db: Database,
) -> None:
    """Open the desk: pages on this machine where the record is read, searched and corrected.

    Only this machine can reach it. To let others in, give `--host` and send them the token that is printed; put a
    proxy with TLS in front, as what travels is not encrypted. Needs the extra `onrecord[web]`.

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
        msg = "the desk needs other packages: pip install 'onrecord[web]'"
        raise MissingExtraError(msg) from error
    day: date | None = as_of.date() if as_of else None
    local = host in _LOOPBACK
    if not local and token is None:
        token = secrets.token_urlsafe(16)
    if token is not None and len(token) < 12:
        msg = "a token has 12 characters or more"
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
    errors().print(f"The desk over {db} is open at {address}  (Ctrl-C closes it)", style="green", soft_wrap=True)
    if open_page:
        Timer(1.0, webbrowser.open, [address]).start()
    try:
        uvicorn.Server(server_config(app)).run(sockets=[listening])
    finally:
        if app.state.desk.jobs.abandoned:
            errors().print("the article that was being read is not kept; read it again", style="yellow")
            os._exit(INTERRUPTED)  # the thread that reads cannot be ended otherwise, and holds nothing half-written


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises:
        ConfigError: Another program does, or the address is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, a connection is served without Nagle's delay (asyncio looks at the protocol).
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()
    except OSError as error:
        listening.close()
        reason = (error.strerror or str(error)).lower()
        msg = f"cannot listen at {host}, port {port}: {reason}; another --port may be free, and 0 takes any"
        raise ConfigError(msg) from error
    return listening
