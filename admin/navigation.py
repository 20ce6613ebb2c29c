"""The menu: what Flask-Admin knows of the screens, as far as this person may see them, with what waits behind each."""

from dataclasses import dataclass

from flask import current_app, request
from flask_admin.menu import BaseMenu


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the menu."""

    name: str
    address: str
    badge: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    items: list[Item]


def menu() -> list[Group]:
    """Groups of screens; an empty one is left out."""
    (admin,) = current_app.extensions["admin"]
    groups = [Group(part.name, [_item(line) for line in part.get_children()]) for part in admin.menu() if _opens(part)]
    return [group for group in groups if group.items]


def _opens(part: BaseMenu) -> bool:
    return part.is_category() and part.is_accessible() and part.is_visible()


def _item(line: BaseMenu) -> Item:
    view = line._view
    address = line.get_url()
    return Item(line.name, address, view.badge(), _is_here(address))


def _is_here(address: str) -> bool:
    """A page under a screen's address belongs to the screen; the first page of all is only itself."""
    if address == "/admin/":
        return request.path == address
    return request.path.startswith(address)
