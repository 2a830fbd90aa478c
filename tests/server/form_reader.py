"""A page as a browser without scripts sees it: its tags, and its forms with what they would send."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form: where it goes, what it would send as it stands, and what its selects and boxes offer."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, **changes: str | list[str]) -> dict[str, list[str]]:
        """What is sent after these fields were filled in; each of them must be on the page."""
        unknown = set(changes) - set(self.values) - set(self.offered)
        assert not unknown, f"no such field on the page: {unknown}"
        return {**self.values, **{name: [v] if isinstance(v, str) else v for name, v in changes.items()}}


class Page(HTMLParser):
    """A parsed page.

    Attributes
    ----------
    tags : (name, attributes) of every start tag. text : all text. forms : in their order.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.forms: list[Form] = []
        self._select = self._area = ""
        self.feed(html)
        self.close()

    def form(self, action: str) -> Form:
        """The one form that goes to `action`."""
        (found,) = [form for form in self.forms if form.action == action]
        return found

    def with_id(self, name: str) -> dict[str, str]:
        """The attributes of the one tag with this id."""
        (found,) = [attributes for _, attributes in self.tags if attributes.get("id") == name]
        return found

    def field(self, name: str) -> dict[str, str]:
        """The attributes of the first field of this name."""
        return next(attributes for _, attributes in self.tags if attributes.get("name") == name)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        if tag == "form":
            self.forms.append(Form(attributes.get("action", ""), attributes.get("method", "get")))
        elif self.forms:
            self._take(tag, attributes, self.forms[-1])

    def _take(self, tag: str, attributes: dict[str, str], form: Form) -> None:
        name, value = attributes.get("name", ""), attributes.get("value", "")
        if tag == "select":
            self._select = name
            form.offered.setdefault(name, [])
        elif tag == "option" and self._select:
            form.offered[self._select].append(value)
            if "selected" in attributes:
                form.values.setdefault(self._select, []).append(value)
        elif tag == "textarea":
            self._area = name
            form.values[name] = [""]
        elif tag == "input" and attributes.get("type") == "checkbox":
            form.offered.setdefault(name, []).append(value)
            if "checked" in attributes:
                form.values.setdefault(name, []).append(value)
        elif tag == "input" and name and attributes.get("type") != "file":
            form.values.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._area:
            # a line feed at the beginning of a text area is no part of it (HTML standard, 13.2.6.4.7)
            before = self.forms[-1].values[self._area][0]
            self.forms[-1].values[self._area] = [before + (data if before else data.removeprefix("\n"))]
