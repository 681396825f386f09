"""`onrecord serve`, as far as it goes without serving."""

import socket

from command import Run


def test_a_short_token_is_refused(story: Run) -> None:
    """A token that can be guessed protects nothing."""
    done = story("serve", "--token", "abc")
    assert (done.exit_code, "at least 12 characters" in done.stderr) == (1, True)


def test_a_port_in_use_is_an_error(story: Run) -> None:
    """The message says what to do, and nothing says that the desk is open."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = story("serve", "--port", taken.getsockname()[1])
    assert (done.exit_code, "Pass another --port" in done.stderr, "is open" in done.stderr) == (1, True, False)


def test_an_address_of_another_machine_is_an_error(story: Run) -> None:
    """So is one that is not an address."""
    for host in ("192.0.2.1", "not a host"):
        done = story("serve", "--host", host, "--port", "0")
        assert (done.exit_code, "Cannot listen on" in done.stderr) == (1, True), host
