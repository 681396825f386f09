"""What a site's robots.txt allows (RFC 9309).

If the file is missing (4xx), everything is allowed; if the site cannot deliver it (5xx, or no connection), nothing is.
"""

from collections.abc import Callable

import httpx2
from protego import Protego

from onrecord.errors import AddressRefusedError, FetchError, HttpStatusError, RobotsRefusedError

MAX_BYTES = 500 * 1024
"""How many bytes of a robots.txt are read: the minimum by RFC 9309 (section 2.5). The rest is ignored."""


class Robots:
    """The rules of all sites asked so far.

    Args:
        fetch: Returns the text of the robots.txt at an address, or an empty string if it is missing.
        agent: The name of this program in robots.txt files.
    """

    def __init__(self, fetch: Callable[[httpx2.URL], str], *, agent: str) -> None:
        self._fetch, self._agent = fetch, agent
        self._rules: dict[httpx2.URL, Protego | FetchError] = {}

    def check(self, url: httpx2.URL) -> None:
        """Raise an error if the robots.txt of the site does not allow an address.

        Raises:
            RobotsRefusedError: The robots.txt forbids it, or the site fails to deliver the file.
            AddressRefusedError: The site's address must not be fetched.
            FetchError: The site cannot be reached.
        """
        rules = self._rules_at(url.copy_with(raw_path=b"/robots.txt"))
        if isinstance(rules, FetchError):
            refused = RobotsRefusedError if isinstance(rules, HttpStatusError) else FetchError
            msg = f"cannot check the site's robots.txt: {rules}"
            raise refused(msg) from rules
        if not rules.can_fetch(str(url), self._agent):
            msg = f"the robots.txt of {url.host} does not allow this: save the page from a browser and read the file"
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
