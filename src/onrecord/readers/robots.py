"""What a site's robots.txt allows (RFC 9309).

Where the file is missing (a status of 4xx) everything is allowed; where the site cannot say (5xx, or no connection)
nothing is.
"""

from collections.abc import Callable

import httpx2
from protego import Protego

from onrecord.errors import AddressRefusedError, FetchError, HttpStatusError, RobotsRefusedError

MAX_BYTES = 500 * 1024
"""How much of a robots.txt is read, the least that RFC 9309 (section 2.5) asks for; the rest is passed over."""


class Robots:
    """The rules of every site that was asked, kept for as long as this object.

    Args:
        fetch: What reads the robots.txt at an address: its text, or an empty one where the file is missing.
        agent: The name by which a robots.txt may speak of this program.
    """

    def __init__(self, fetch: Callable[[httpx2.URL], str], *, agent: str) -> None:
        self._fetch, self._agent = fetch, agent
        self._rules: dict[httpx2.URL, Protego | FetchError] = {}

    def check(self, url: httpx2.URL) -> None:
        """Refuses an address that the robots.txt of its site does not allow.

        Raises:
            RobotsRefusedError: The robots.txt says no, or the site fails to give it.
            AddressRefusedError: The site's address is one that is never fetched.
            FetchError: The site cannot be reached.
        """
        rules = self._rules_at(url.copy_with(raw_path=b"/robots.txt"))
        if isinstance(rules, FetchError):
            refused = RobotsRefusedError if isinstance(rules, HttpStatusError) else FetchError
            msg = f"the robots.txt of the site must be read first, and {rules}"
            raise refused(msg) from rules
        if not rules.can_fetch(str(url), self._agent):
            msg = f"the robots.txt of {url.host} does not allow it: save the page from a browser and read the file"
            raise RobotsRefusedError(msg)

    def _rules_at(self, address: httpx2.URL) -> Protego | FetchError:
        if address not in self._rules:
            try:
                self._rules[address] = Protego.parse(self._fetch(address))
            except AddressRefusedError:
                raise
            except FetchError as error:
                self._rules[address] = error
        return self._rules[address]
