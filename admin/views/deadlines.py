"""Tenggat: how many working days for what, and by which rule. Changes count for terms that start later."""

from flask_admin.form import BaseForm
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from admin.base import RecordView
from admin.views.agencies import tidy
from core.staff import Permission
from texts import labels
from tickets import deadlines
from tickets.models import ClockPolicy

_APPLIES = {kadar.value: label for kadar, label in labels.KADAR.items()} | {
    "informasi": "Permintaan informasi",
    deadlines.REMINDER: "pengingat",
    deadlines.REVIVAL: "setelah tidak dilengkapi",
}
MOST_DAYS = 365


class DeadlineForm(BaseForm):
    """A term of the office."""

    version = HiddenField()
    days = IntegerField(
        "Hari kerja",
        [
            InputRequired("Isi jumlah hari kerja."),
            NumberRange(1, MOST_DAYS, message=f"Isi angka 1 sampai {MOST_DAYS}."),
        ],
    )
    citation = StringField(
        "Dasar aturan",
        [DataRequired("Sebutkan dasar aturannya."), Length(max=300, message="Paling panjang 300 huruf.")],
        [tidy],
    )


def _what(row: ClockPolicy) -> str:
    about = _APPLIES.get(row.applies_to, row.applies_to)
    return f"{labels.CLOCK[row.clock]} ({about})" if about else labels.CLOCK[row.clock]


class Deadlines(RecordView):
    """The table of terms."""

    permission = edit_permission = Permission.MANAGE_OFFICE
    subject = "deadline"
    about = (
        "Hari diterima dihitung hari ke-0. Perubahan berlaku untuk hitungan yang mulai sesudahnya; "
        "tenggat yang sudah berjalan tidak berubah."
    )
    form = DeadlineForm
    column_list = ("clock", "case_kind", "days", "citation")
    column_labels = {"clock": "Hitungan", "case_kind": "Jenis", "days": "Hari kerja", "citation": "Dasar"}  # noqa: RUF012
    column_formatters = {  # noqa: RUF012
        "clock": lambda view, context, row, name: _what(row),
        "case_kind": lambda view, context, row, name: labels.KIND[row.case_kind],
    }
    column_sortable_list = ()
    column_default_sort = "id"

    def __init__(self) -> None:
        super().__init__(ClockPolicy, name="Tenggat", category="Pengaturan", endpoint="tenggat", url="/admin/tenggat")

    def heading(self, row) -> str:
        return f"{labels.KIND[row.case_kind]}: {_what(row)}"

    def apply(self, session, form, row):
        row.days, row.citation, row.version = form.days.data, form.citation.data, row.version + 1
        return row

    def audited(self, row) -> dict:
        return {"what": f"{row.case_kind}/{row.clock}/{row.applies_to}", "days": row.days, "citation": row.citation}
