"""Permintaan data: figures people asked for that are not there, by indicator, place and period."""

from flask_admin import expose
from sqlalchemy import select

from admin.base import DeskView
from admin.context import db
from core.staff import Permission
from knowledge.statistics import demand
from knowledge.statistics.asked import OUTSIDE
from knowledge.statistics.models import Indicator, Region

MOST = 100


class Demand(DeskView):
    """What the tables of figures are missed for."""

    permission = Permission.EDIT_KNOWLEDGE

    def __init__(self) -> None:
        super().__init__(
            name="Permintaan data", category="Layanan", endpoint="permintaan_data", url="/admin/permintaan-data"
        )

    @expose("/")
    def index(self):
        names = dict(map(tuple, db.session.execute(select(Indicator.code, Indicator.name))))
        places = dict(map(tuple, db.session.execute(select(Region.code, Region.name))))
        rows = [
            (names.get(one.indicator, one.indicator or "tidak disebut"), _placed(one.place, places), one)
            for one in demand.in_vain(db.session, limit=MOST)
        ]
        return self.render("panel/demand.html", rows=rows, most=MOST)


def _placed(codes: str, places: dict[str, str]) -> str:
    """The places of a row by name; what people wrote themselves stays as it is."""
    named = (places.get(code.removesuffix("/*"), code) for code in codes.split(",") if code and code != OUTSIDE)
    return ", ".join(named)
