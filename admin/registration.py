"""The panel put together: login, words, and every screen with its place in the menu."""

from flask import Blueprint, Flask
from flask_admin import Admin

from admin import auth, context, navigation, showing
from admin.context import Panel, db
from admin.views import SCREENS
from admin.views.home import Home
from core.staff import Permission
from texts import labels
from texts import panel as said

A_YEAR = 365 * 24 * 3600


class PanelFiles(Blueprint):
    """Templates and files of the panel. A file's address changes with it, so a browser keeps it for a year."""

    def get_send_file_max_age(self, filename: str | None) -> int:
        return A_YEAR


def install(app: Flask, surroundings: Panel) -> None:
    """Put the panel into the web process."""
    context.put(app, surroundings)
    db.init_app(app)
    app.register_blueprint(
        PanelFiles(
            "panel", __name__, template_folder="templates", static_folder="static", static_url_path="/admin/static"
        )
    )
    auth.install(app, surroundings)
    app.jinja_env.globals.update(
        show=showing,
        labels=labels,
        said=said,
        menu=navigation.menu,
        office=context.office,
        may_see_cases=lambda: auth.may(Permission.SEE_CASES),
        my_roles=auth.my_roles,
        options_of=lambda agencies: [(agency.id, agency.name) for agency in agencies],
    )
    with app.app_context():
        admin = Admin(app, name="Pendopo", index_view=Home(name="Beranda", category="Layanan", url="/admin"))
        for screen in SCREENS:
            admin.add_view(screen())
