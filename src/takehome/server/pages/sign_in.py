"""The page that asks for the token; the security layer answers with it, outside of any request to a page."""

from __future__ import annotations

from importlib.metadata import version

from takehome.server.pages.rendering import text_of


def sign_in_page(wrong: str = "", action: str = "/sign-in", back: str = "/") -> str:
    """The page's HTML.

    Parameters
    ----------
    wrong : what was wrong with the last try, in a sentence; empty on the first.
    action : where the form is posted, with the fields ``token`` and ``back``. back : the path to go to afterwards.
    """
    view = {"wrong": wrong, "action": action, "back": back, "navigation": (), "version": version("takehome")}
    return text_of("sign_in.html.j2", view)
