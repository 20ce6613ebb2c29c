"""The public pages of figures: the catalogue with the newest figures, one page per indicator, and its open data."""

import re
from typing import Any

from flask import Blueprint, Response, abort, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from bot.web.line_chart import HEIGHT, WIDTH, line_chart
from core import office as offices
from core.db import Database
from core.office import Office
from knowledge.statistics import publication, store, workbooks
from texts import numbers
from texts.words import Words

_CODE = re.compile(r"[a-z0-9_]{1,80}")
_REGION = re.compile(r"[0-9.]{1,16}")
MOST_REGIONS = 10
_OPEN = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}


def blueprint(database: Database, *, public_url: str) -> Blueprint:
    """/data and what lies under it. Only published indicators, and no figure somebody computed."""
    routes = Blueprint("data", __name__, template_folder="templates")

    @routes.get("/data")
    def catalogue() -> ResponseReturnValue:
        with database.read() as session:
            office = offices.current(session)
            home = publication.region_of(session, office.region_code)
            board = publication.board(session, home.code if home else "")
        topics: dict[str, list[dict[str, Any]]] = {}
        for one in board:
            topics.setdefault(one.indicator.topic or "lainnya", []).append(_shown(office, one))
        return _page("data/catalogue.html", office=office, topics=topics, place=home.name if home else "")

    @routes.get("/data/<code>")
    def indicator(code: str) -> ResponseReturnValue:
        with database.read() as session:
            office = offices.current(session)
            home = publication.region_of(session, office.region_code)
            shown = _found(session, code, home.code if home else "")
            regions = publication.regions_with(session, shown.indicator.id)
            asked = _regions() or ([home.code] if home else [])
            chosen = [region for region in regions if region.code in asked][:1] or regions[:1]
            found = store.readings(session, code, [chosen[0].code]) if chosen else []
        return _page(
            "data/indicator.html", office=office, shown=_shown(office, shown), indicator=shown.indicator, activity=shown.activity,
            regions=regions, chosen=chosen[0] if chosen else None, chart=line_chart(found), width=WIDTH, height=HEIGHT,
            lines=[_line(office, shown, one) for one in found], written=_written(office, shown.indicator.decimals),
            period=lambda period: numbers.period(Words("id", office), period),
        )  # fmt: skip

    @routes.get("/data/<code>.csv")
    def table(code: str) -> ResponseReturnValue:
        with database.read() as session:
            _found(session, code, "")
            text = publication.as_csv(session, code, regions=_regions())
        return _file(text.encode(), "text/csv; charset=utf-8", f"{code}.csv")

    @routes.get("/data/<code>.json")
    def objects(code: str) -> ResponseReturnValue:
        with database.read() as session:
            shown = _found(session, code, "")
            found = publication.as_json(session, code, regions=_regions())
        response = jsonify(indikator=code, nama=shown.indicator.name, satuan=shown.indicator.unit, data=found)
        response.headers.update(_OPEN)
        return response

    @routes.get("/data/<code>.xlsx")
    def workbook(code: str) -> ResponseReturnValue:
        with database.read() as session:
            office = offices.current(session)
            sheets = publication.sheets(session, _found(session, code, ""), office=office.name, regions=_regions())
        return _file(
            workbooks.as_bytes(sheets),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            f"{code}.xlsx",
        )

    @routes.get("/data/<code>/datapackage.json")
    def package(code: str) -> ResponseReturnValue:
        with database.read() as session:
            office = offices.current(session)
            described = publication.datapackage(session, _found(session, code, ""), office=office.name, url=public_url)
        response = jsonify(described)
        response.headers.update(_OPEN)
        return response

    return routes


def _found(session: Any, code: str, home: str) -> publication.Published:
    shown = publication.published(session, code, home) if _CODE.fullmatch(code) else None
    if shown is None:
        abort(404)
    return shown


def _regions() -> list[str]:
    """The regions of the address; what is no code at all is a bad request, never everything."""
    asked = [code for code in request.args.get("wilayah", "").split(",") if code]
    if len(asked) > MOST_REGIONS or any(not _REGION.fullmatch(code) for code in asked):
        abort(400)
    return asked


def _shown(office: Office, one: publication.Published) -> dict[str, Any]:
    newest = one.newest
    return {
        "code": one.indicator.code,
        "name": one.indicator.name,
        "newest": _line(office, one, newest) if newest is not None else None,
    }


def _line(office: Office, one: publication.Published, figure: store.Reading) -> dict[str, Any]:
    words = Words("id", office)
    measure = {"unit": one.indicator.unit, "decimals": one.indicator.decimals}
    return {
        "value": numbers.value(words, str(figure.value), measure),
        "period": numbers.period(words, figure.period),
        "status": numbers.STATUS[figure.status.value],
        "source": figure.publication,
        "url": figure.url,
        "base": figure.base_name,
        "id": figure.id,
    }


def _written(office: Office, decimals: int) -> Any:
    return lambda value: numbers.plain(Words("id", office), str(value), decimals)


def _page(template: str, **blanks: Any) -> Response:
    response = make_response(render_template(template, **blanks))
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _file(content: bytes, mime: str, name: str) -> Response:
    response = make_response(content)
    response.headers.update({**_OPEN, "Content-Type": mime, "Content-Disposition": f'attachment; filename="{name}"'})
    return response
