"""The first page and the frame around every page."""

from support import cast


def test_a_supervisor_sees_the_first_page(enter):
    assert "Beranda" in enter(cast.dewi).get("/admin/")
