"""The driver of staff: a browser without scripts that checks every page any test opens."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask_security.utils import hash_password
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from core.db import Database, change
from core.staff import Role, Staff
from support import cast

PASSWORD = "sandi panjang yang mudah diingat"
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_QUIET = frozenset({"textarea", "code", "script", "option", "title"})
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "poster", "data"})
_BLANK = re.compile(r"\{[a-z_]+\}|\{\{|\}\}|\{%")
_PASSES = frozenset({"geo"})


@cache
def _hashed() -> str:
    """The known password as it is kept; made once, because that is meant to be slow."""
    return str(hash_password(PASSWORD))


@dataclass
class Form:
    """A form of a page, with what it would send as it stands."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, **changes: str | list[str]) -> dict[str, list[str]]:
        """What is sent after these fields were filled in."""
        typed = {name: value if isinstance(value, list) else [value] for name, value in changes.items()}
        return {**self.values, **typed}


class Page(HTMLParser):
    """A page as a careful reader sees it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.problems: list[str] = []
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self._ids: Counter[str] = Counter()
        self._labelled: set[str] = set()
        self._fields: list[tuple[str, Mapping[str, str]]] = []
        self._headings = 0
        self._select: str | None = None
        self._chosen = False
        self._textarea: str | None = None
        self._nameless: list[str] = []
        self.feed(html)
        self._judge()

    # reading -----------------------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._check_attributes(tag, given)
        self._headings += tag == "h1"
        if "id" in given:
            self._ids[given["id"]] += 1
        if tag == "label" and given.get("for"):
            self._labelled.add(given["for"])
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        if tag in {"input", "select", "textarea"}:
            self._field(tag, given)
        if tag == "option" and self._select:
            self._option(self._select, given)
        if tag in {"a", "button"}:
            self._nameless.append(given.get("aria-label", ""))
        if tag == "img":
            self._picture(given)
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open and self._open.pop() != tag:
                pass
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._textarea = None
        if tag in {"a", "button"} and self._nameless and not self._nameless.pop().strip():
            self.problems.append(f"a {tag} without a name")

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            kept = self.forms[-1].values.setdefault(self._textarea, [""]) if self.forms else [""]
            kept[-1] += data.removeprefix("\n") if not kept[-1] else data
        if self._nameless:
            self._nameless[-1] += data
        if not _QUIET & set(self._open):
            self.text += data

    def _check_attributes(self, tag: str, given: Mapping[str, str]) -> None:
        for name, value in given.items():
            if name == "style" or name.startswith("on"):
                self.problems.append(f"<{tag}> carries {name}=")
            if name in _ADDRESSES and tag != "object":
                self._check_address(tag, value)
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.problems.append(f"an inline <{tag}>")
        if tag == "a":
            self.links.append(given.get("href", ""))

    def _check_address(self, tag: str, value: str) -> None:
        parts = urlsplit(value)
        if (parts.scheme and parts.scheme not in _PASSES) or parts.netloc:
            self.problems.append(f"<{tag}> leads outside: {value}")

    def _field(self, tag: str, given: Mapping[str, str]) -> None:
        kind = given.get("type", "text")
        if kind != "hidden":
            self._fields.append((tag, {**given, "inside": "label" if "label" in self._open else ""}))
        name = given.get("name")
        if name is None or not self.forms:
            return
        if tag == "select":
            self._select, self._chosen = name, False
        elif tag == "textarea":
            self._textarea = name
            self._put(name, "")
        elif kind not in {"checkbox", "radio"} or "checked" in given:
            self._put(name, given.get("value", ""))

    def _option(self, name: str, given: Mapping[str, str]) -> None:
        """A list that shows nothing chosen sends its first line, as browsers do."""
        values = self.forms[-1].values.setdefault(name, [])
        if not self._chosen:
            values.append(given.get("value", ""))
            self._chosen = True
        elif "selected" in given:
            values[-1] = given.get("value", "")

    def _picture(self, given: Mapping[str, str]) -> None:
        if "alt" not in given:
            self.problems.append("a picture without words")
        if self._nameless:
            self._nameless[-1] += given.get("alt", "")

    def _put(self, name: str, value: str) -> None:
        self.forms[-1].values.setdefault(name, []).append(value)

    # judging -----------------------------------------------------------------------------------------------------

    def _judge(self) -> None:
        if self._headings != 1:
            self.problems.append(f"{self._headings} main headings")
        self.problems += [f"the id {name} is used {times} times" for name, times in self._ids.items() if times > 1]
        for tag, given in self._fields:
            named = given.get("id") in self._labelled or given["inside"] or given.get("aria-label")
            if not named:
                self.problems.append(f"<{tag} name={given.get('name')}> has no label")
        for form in self.forms:
            if form.method == "post" and not form.values.get("csrf_token", [""])[0]:
                self.problems.append(f"the form to {form.action} has no CSRF token")
        blank = _BLANK.search(self.text)
        if blank:
            self.problems.append(f"an unfilled blank: {blank.group()}")
        if 'lang="id"' not in self.html:
            self.problems.append("no language")

    def form(self, action: str) -> Form:
        """The form that posts there."""
        return next(form for form in self.forms if urlsplit(form.action).path == action)

    def __contains__(self, words: str) -> bool:
        return words in self.text or words in self.html


def everything(session: Session) -> Staff:
    """Somebody with every role that is not tied to an agency."""
    return cast.someone(session, "Semua", *((role, None) for role in Role if role is not Role.ADMIN_OPD))


class StaffBrowser:
    """One person's browser. ``get`` fails when a page is not fit to be shown."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.app, self.database = app, database
        self.client = app.test_client()
        self.answer: TestResponse | None = None

    def log_in(self, staff: Staff) -> "StaffBrowser":
        """In by the back door: a session as the login makes it, without the price of a password."""
        moment = self.app.extensions["pendopo_panel"].clock().isoformat()
        with self.client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = staff.fs_uniquifier, True
            session["staff_in"] = session["staff_seen"] = session["staff_proved"] = moment
        return self

    def give_password(self, staff: Staff) -> None:
        """Set the known password for an account, as a one-time link would."""
        with self.app.app_context():
            hashed = _hashed()
        with self.database.write() as session:
            change(session, update(Staff).where(Staff.id == staff.id).values(password=hashed))

    def through_the_door(self, email: str, password: str = PASSWORD) -> TestResponse:
        """Log in as a person does: the page, the form, the button."""
        form = self.get("/admin/masuk").form("/admin/masuk")
        return self.client.post("/admin/masuk", data=form.filled(email=email, password=password))

    def get(self, path: str, status: int = 200, **options: Any) -> Page:
        """Open a page and check it."""
        return self._read(self.client.get(path, **options), status)

    def post(self, path: str, data: Mapping[str, Any] | None = None, status: int = 302, **options: Any) -> Page:
        """Send a form with the token of this session. A page that comes back is checked."""
        sent = {"csrf_token": self.token(), **(data or {})}
        return self._read(self.client.post(path, data=sent, **options), status)

    def submit(self, form: Form, status: int = 302, **changes: str | list[str]) -> Page:
        """Fill in a form of a page and send it."""
        path = urlsplit(form.action).path
        return self._read(self.client.post(path, data=form.filled(**changes)), status)

    def then(self) -> Page:
        """The page the last answer leads to."""
        assert self.answer is not None
        return self.get(self.answer.headers["Location"])

    def token(self) -> str:
        """The CSRF token of this session, read off a page that everybody who is in may open."""
        page = Page(self.client.get("/admin/").text)
        return page.form("/admin/keluar").values["csrf_token"][0]

    def _read(self, answer: TestResponse, status: int) -> Page:
        self.answer = answer
        assert answer.status_code == status, f"{answer.status_code} instead of {status}: {answer.text[:600]}"
        if answer.mimetype != "text/html" or answer.status_code in {301, 302, 303, 308}:
            return _unread(answer)
        page = Page(answer.text)
        if "<html" in answer.text:
            assert not page.problems, f"{answer.request.path}: {page.problems}"
        return page


def _unread(answer: TestResponse) -> Page:
    """An answer that is no page: only its text."""
    page = Page.__new__(Page)
    page.html = page.text = answer.text if answer.mimetype.startswith(("text/", "application/json")) else ""
    page.forms, page.links, page.problems = [], [], []
    return page
