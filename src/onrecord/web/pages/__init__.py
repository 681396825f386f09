"""The pages of the desk, one module a subject."""

from onrecord.web.pages import (
    actors,
    articles,
    commitments,
    corrections,
    exports,
    front,
    reading,
    search,
    timeline,
)

ROUTERS = (
    front.router,
    articles.router,
    search.router,
    actors.router,
    timeline.router,
    commitments.router,
    corrections.router,
    reading.router,
    exports.router,
)
