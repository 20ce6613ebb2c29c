"""OPD: the units of the local government a ticket can be disposed to."""

from flask_admin.form import BaseForm
from sqlalchemy import select
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired, Length, Regexp

from admin.addresses import cleaned
from admin.base import RecordView
from core.staff import Agency, CodeTaken, Permission


def tidy(text: str | None) -> str:
    return cleaned(text or "").strip()


class AgencyForm(BaseForm):
    """An agency as the office names it."""

    version = HiddenField()
    name = StringField(
        "Nama lengkap", [DataRequired("Isi nama OPD."), Length(max=160, message="Paling panjang 160 huruf.")], [tidy]
    )
    short_name = StringField(
        "Nama pendek", [DataRequired("Isi nama pendek."), Length(max=60, message="Paling panjang 60 huruf.")], [tidy]
    )
    code = StringField(
        "Kode",
        [Regexp(r"^[a-z0-9-]{2,40}\Z", message="Pakai 2–40 huruf kecil, angka, atau tanda hubung.")],
        [tidy],
        description="Dipakai kategori pengaduan untuk mengusulkan OPD, misalnya dpupr.",
    )
    is_active = BooleanField("Aktif: tiket bisa didisposisikan ke OPD ini", default=True)


class Agencies(RecordView):
    """The list of agencies, and the form of one."""

    permission = edit_permission = Permission.MANAGE_AGENCIES
    can_create = True
    subject = "agency"
    about = "Unit yang bisa menerima disposisi. OPD yang tidak aktif tetap ada di riwayat tiket."
    new_label = "Tambah OPD"
    form = AgencyForm
    column_list = ("short_name", "name", "code", "is_active")
    column_labels = {"short_name": "Nama pendek", "name": "Nama lengkap", "code": "Kode", "is_active": "Keadaan"}  # noqa: RUF012
    column_formatters = {"is_active": lambda view, context, row, name: "Aktif" if row.is_active else "Tidak aktif"}  # noqa: RUF012
    column_searchable_list = ("name", "short_name", "code")
    column_default_sort = "short_name"
    search_hint = "Nama atau kode"

    def __init__(self) -> None:
        super().__init__(Agency, name="OPD", category="Pengaturan", endpoint="opd", url="/admin/opd")

    def apply(self, session, form, row):
        taken = session.scalar(select(Agency.id).where(Agency.code == form.code.data))
        if taken is not None and (row is None or row.id != taken):
            raise CodeTaken(code=form.code.data)
        agency = row if row is not None else Agency(version=0)
        agency.name, agency.short_name, agency.code = form.name.data, form.short_name.data, form.code.data
        agency.is_active, agency.version = form.is_active.data, agency.version + 1
        session.add(agency)
        return agency

    def audited(self, row) -> dict:
        return {"code": row.code, "name": row.name, "active": row.is_active}
