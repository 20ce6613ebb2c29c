"""Accounts: who is let in, what they answer for, and why the office cannot lock itself out."""

import pytest
from sqlalchemy import select
from support import cast
from support.staff import PASSWORD

from core import staff as people
from core.audit import AuditEntry
from core.staff import Role, Staff

LIST = "/admin/petugas/"


@pytest.fixture
def teguh(enter, database):
    """The technical administrator, and a colleague of the agency."""
    with database.write() as session:
        cast.rina(session)
    return enter(cast.teknis)


def _find(session, email) -> Staff:
    session.expire_all()
    return people.find(session, email)


def _of(session, email) -> str:
    return f"{LIST}{_find(session, email).id}"


def _link(page) -> str:
    return page.html.split('id="tautan" value="http://127.0.0.1:8000')[1].split('"')[0]


def test_a_new_account_gets_a_link_that_is_shown_once(teguh, stranger, session):
    form = teguh.get(f"{LIST}baru").form(f"{LIST}baru")

    page = teguh.submit(
        form, 200, name="Yuni", email="Yuni@Kantor.example", role=["verifikator", "", ""], agency=["", "", ""]
    )

    path = _link(page)
    stranger.submit(stranger.get(path).form(path), password="kata sandi yuni", password_confirm="kata sandi yuni")
    assert stranger.through_the_door("yuni@kantor.example", "kata sandi yuni").status_code == 302
    assert "lupa-sandi/" not in teguh.get(LIST).html
    assert session.scalar(select(AuditEntry.details).where(AuditEntry.action == "staff_created")) == {
        "duties": ["verifikator"]
    }


def test_the_link_itself_is_not_in_the_books(teguh, session):
    form = teguh.get(f"{LIST}baru").form(f"{LIST}baru")

    path = _link(teguh.submit(form, 200, name="Yuni", email="yuni@kantor.example", role=["ppid"], agency=[""]))

    token = path.rsplit("/", 1)[1]
    assert all(token not in str(entry.details) for entry in session.scalars(select(AuditEntry)))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "", "email": "a@b.example", "role": ["ppid"]}, "Isi nama"),
        ({"name": "A", "email": "bukan surel", "role": ["ppid"]}, "alamat surel yang benar"),
        ({"name": "A", "email": "a@b.example", "role": [""]}, "paling sedikit satu peran"),
        ({"name": "A", "email": "a@b.example", "role": ["admin_opd"]}, "harus disertai OPD"),
        ({"name": "A", "email": "RINA@kantor.example", "role": ["ppid"]}, "sudah dipakai akun lain"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said(teguh, typed, said):
    form = teguh.get(f"{LIST}baru").form(f"{LIST}baru")

    page = teguh.submit(form, 422, agency=[""], **typed)

    assert said in page
    assert page.form(f"{LIST}baru").values["email"] == [typed["email"].lower()]


def test_duties_are_changed_and_both_states_are_in_the_books(teguh, session):
    path = _of(session, "rina@kantor.example")
    agency = teguh.get(path).form(path).values["agency"][0]

    teguh.submit(teguh.get(path).form(path), role=["admin_opd", "pemilik_data"], agency=[agency, ""])

    rina = _find(session, "rina@kantor.example")
    assert rina.role_names == {Role.ADMIN_OPD, Role.PEMILIK_DATA}
    noted = session.scalars(select(AuditEntry.details).where(AuditEntry.action == "staff_changed")).one()
    assert noted == {"before": [f"admin_opd@{agency}"], "after": [f"admin_opd@{agency}", "pemilik_data"]}


def test_a_role_of_the_whole_office_is_not_given_for_one_agency(teguh, session):
    path = _of(session, "rina@kantor.example")
    agency = teguh.get(path).form(path).values["agency"][0]

    page = teguh.submit(teguh.get(path).form(path), 422, role=["supervisor"], agency=[agency])

    assert "Peran Supervisor berlaku untuk seluruh kantor" in page
    assert _find(session, "rina@kantor.example").role_names == {Role.ADMIN_OPD}


_OFFICE_WIDE = (
    "/admin/percakapan/",
    "/admin/catat/",
    "/admin/kantor/",
    "/admin/laporan/",
    "/admin/audit/",
    "/admin/analitik/",
    "/admin/petugas/",
)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN_OPD])
def test_a_role_that_was_tied_to_an_agency_opens_no_screen_of_the_whole_office(enter, role):
    tied = enter(lambda session: cast.someone(session, "Tari", (role, cast.DLH)))

    answers = {path: tied.client.get(path).status_code for path in _OFFICE_WIDE}

    assert set(answers.values()) <= {403, 404}, answers


def test_two_administrators_who_save_at_once_do_not_overwrite_each_other(teguh, enter, session):
    other = enter(lambda writing: cast.someone(writing, "Tuti", (Role.ADMIN_TEKNIS, None)))
    path = _of(session, "rina@kantor.example")
    form = teguh.get(path).form(path)
    other.submit(other.get(path).form(path), name="Rina Wulandari")

    page = teguh.submit(form, 422, name="Rina W.")

    assert "Sudah disimpan orang lain" in page
    assert page.form(path).values["name"] == ["Rina W."]
    teguh.submit(page.form(path))
    assert _find(session, "rina@kantor.example").name == "Rina W."


def test_nobody_changes_their_own_roles(teguh, session):
    path = _of(session, "teguh@kantor.example")

    page = teguh.submit(teguh.get(path).form(path), 422, role=["admin_teknis", "supervisor"], agency=["", ""])

    assert "tidak bisa mengubah peran" in page
    assert _find(session, "teguh@kantor.example").role_names == {Role.ADMIN_TEKNIS}


def test_everybody_may_correct_their_own_name(teguh, session):
    path = _of(session, "teguh@kantor.example")

    teguh.submit(teguh.get(path).form(path), name="Teguh Santoso")

    assert _find(session, "teguh@kantor.example").name == "Teguh Santoso"


def test_nobody_shuts_themselves_out(teguh, session):
    teguh.post(f"{_of(session, 'teguh@kantor.example')}/nonaktif")

    assert _find(session, "teguh@kantor.example").active is True


def test_a_deactivated_person_is_out_at_once_and_their_link_is_void(teguh, enter, stranger, session):
    rina = enter(cast.rina)
    path = _of(session, "rina@kantor.example")
    link = _link(teguh.post(f"{path}/tautan", {}, 200))

    teguh.post(f"{path}/nonaktif")

    rina.get("/admin/", 302)
    stranger.get(link, 302)
    assert stranger.answer.headers["Location"] == "/admin/lupa-sandi"
    assert "Nonaktif" in teguh.get(LIST)


def test_a_person_who_comes_back_keeps_their_password(teguh, stranger, database, session):
    with database.read() as reading:
        stranger.give_password(people.find(reading, "rina@kantor.example"))
    path = _of(session, "rina@kantor.example")

    teguh.post(f"{path}/nonaktif")
    teguh.post(f"{path}/aktif")

    assert stranger.through_the_door("rina@kantor.example", PASSWORD).status_code == 302


def test_the_last_administrator_cannot_be_taken_away(database):
    with database.write() as session:
        teguh = cast.teknis(session)
        other = cast.someone(session, "Tuti", (Role.ADMIN_TEKNIS, None))
        other.active = False
        session.flush()

        with pytest.raises(people.LastAdministrator):
            people.deactivate(session, teguh, by=other)
        with pytest.raises(people.LastAdministrator):
            people.change(session, teguh, name="T", duties=[(Role.PPID, None)], version=teguh.version, by=other)


def test_of_two_administrators_one_may_be_taken_away(database):
    with database.write() as session:
        teguh, tuti = cast.teknis(session), cast.someone(session, "Tuti", (Role.ADMIN_TEKNIS, None))

        people.deactivate(session, tuti, by=teguh)

        assert tuti.active is False


def test_the_account_behind_the_terminal_is_no_person_of_the_list(teguh, database, session, clock):
    with database.write() as writing:
        operator = people.operator(writing, at=clock())

    assert "Operator layanan" not in teguh.get(LIST)
    teguh.get(f"{LIST}{operator.id}", 404)
    teguh.post(f"{LIST}{operator.id}/tautan", {}, 404)


def test_an_account_that_waits_is_marked(teguh, stranger, session):
    for _ in range(5):
        stranger.through_the_door("rina@kantor.example", "salah sekali")

    assert "Terkunci sampai" in teguh.get(LIST)


def test_the_head_of_an_agency_is_named_by_the_administrator_and_nobody_by_themselves(teguh, session):
    form = teguh.get(_of(session, "rina@kantor.example")).form(_of(session, "rina@kantor.example"))
    assert not _find(session, "rina@kantor.example").is_head

    teguh.submit(form, name="Rina", is_head="1")

    assert _find(session, "rina@kantor.example").is_head
    own = teguh.get(_of(session, "teguh@kantor.example")).form(_of(session, "teguh@kantor.example"))
    teguh.submit(own, 422, name="Teguh", is_head="1")
