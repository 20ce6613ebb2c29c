"""CKAN portals: a package's resources, of which the first whose content is a table is taken, whatever it is called."""

from typing import Any
from urllib.parse import urlsplit

import httpx

from knowledge.statistics.importing import tables
from operations.bps import ServiceSaid

_FIRST = ("XLSX", "CSV", "XLS", "TXT")


def first_table(client: httpx.Client, base: str, package: str) -> tuple[str, bytes]:
    """The address and content of the first resource that is a table. Raises ServiceSaid with what each of them was."""
    said = _asked(client, f"{base.rstrip('/')}/api/3/action/package_show", package)
    refused = []
    for resource in sorted(said.get("resources") or [], key=_order):
        url, name = str(resource.get("url") or ""), str(resource.get("name") or "")[:60]
        if urlsplit(url).netloc != urlsplit(base).netloc:
            refused.append(f"{name}: di alamat lain")
            continue
        content = _content(client, url)
        try:
            tables.look(content, name=urlsplit(url).path)
        except tables.NotATable as error:
            refused.append(f"{name}: {error.problems[0]['code']}")
        else:
            return url, content
    raise ServiceSaid("tidak ada tabel di paket ini" + (f" ({'; '.join(refused)})" if refused else ""))


def _order(resource: dict[str, Any]) -> int:
    kind = str(resource.get("format") or "").upper()
    return _FIRST.index(kind) if kind in _FIRST else len(_FIRST)


def _asked(client: httpx.Client, url: str, package: str) -> dict[str, Any]:
    try:
        answer = client.get(url, params={"id": package})
        said = answer.json()
    except httpx.HTTPError as error:
        raise ServiceSaid(f"portal tidak terjangkau ({type(error).__name__})") from None
    except ValueError:
        raise ServiceSaid("jawaban portal bukan JSON") from None
    if not isinstance(said, dict) or said.get("success") is not True or not isinstance(said.get("result"), dict):
        raise ServiceSaid("portal tidak mengenal paket itu")
    found: dict[str, Any] = said["result"]
    return found


def _content(client: httpx.Client, url: str) -> bytes:
    """What lies there, up to one byte more than is taken."""
    content = b""
    try:
        with client.stream("GET", url) as answer:
            answer.raise_for_status()
            for part in answer.iter_bytes():
                content += part
                if len(content) > tables.MAX_BYTES:
                    break
    except httpx.HTTPError as error:
        raise ServiceSaid(f"berkas tidak terambil ({type(error).__name__})") from None
    return content
