"""`pendopo`: everything an operator or a script can do from a terminal. Each command reads its own room only."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from dotenv import load_dotenv

from core import logs
from core.errors import NotPossible, Refusal
from core.settings import BadSetting, Settings, from_environment

if TYPE_CHECKING:  # a command that only starts others stays small
    from core.db import Database
    from knowledge.hitrates import Judged


_DATABASE_TROUBLE = frozenset({"OperationalError", "ProgrammingError"})


class _Commands(click.Group):
    """Turns a wrong setting or a refusal into a sentence instead of a trace."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (BadSetting, NotPossible) as wrong:
            raise click.ClickException(str(wrong)) from wrong
        except Refusal as refusal:
            from texts.refusals import sentence

            raise click.ClickException(sentence(refusal)) from refusal
        except Exception as error:
            if type(error).__module__ != "sqlalchemy.exc" or type(error).__name__ not in _DATABASE_TROUBLE:
                raise
            reason = str(getattr(error, "orig", error)).partition("\n")[0]
            raise click.ClickException(
                f"the database cannot be used ({reason}). Is it running, is PENDOPO_DATABASE_URL right, and was "
                "`pendopo db upgrade` run?"
            ) from error


@click.group(cls=_Commands)
def main() -> None:
    """Pendopo: the office's desk for questions, public information and complaints."""
    load_dotenv(Path.cwd() / ".env")


def _settings(port: int | None = None) -> Settings:
    if port is not None:
        os.environ["PENDOPO_PORT"] = str(port)
    chosen = from_environment()
    logs.set_up(chosen.log_format)
    return chosen


@contextmanager
def _database() -> Iterator["Database"]:
    """The database, with the doorbell that tells the workers."""
    from bot.executor import Executor
    from core.house import open_database

    chosen = _settings()
    database = open_database(chosen)
    database.doorbell = Executor(chosen.executor_url).ring
    try:
        yield database
    finally:
        database.dispose()


@main.command()
@click.option("--port", type=int, help="Where the web process listens (PENDOPO_PORT).")
@click.option("--empty", is_flag=True, help="Do not load the sample office.")
def up(port: int | None, empty: bool) -> None:
    """Run everything on this machine: web chat, panel and bot."""
    from operations import up as running

    sys.exit(running.run(_settings(port), sample=not empty))


@main.command()
@click.option("--port", type=int, help="Where to listen (PENDOPO_PORT).")
@click.option("--threads", type=int, default=8, show_default=True)
def serve(port: int | None, threads: int) -> None:
    """Run the web process."""
    from operations import serve as serving

    serving.run(_settings(port), threads=threads)


@main.command()
def worker() -> None:
    """Run a worker: it answers, sends, fetches files and runs what is scheduled."""
    import worker as working

    working.main(_settings())


@main.command()
def chat() -> None:
    """Talk with the bot in this terminal."""
    from bot.console import terminal
    from operations.prepare import prepare

    chosen = _settings()
    prepare(chosen, sample=True, say=lambda line: click.echo(line, err=True))
    terminal.run(chosen)


@main.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the schema up to date and fill the tables no office can be without."""
    from operations.prepare import prepare

    prepare(_settings(), sample=False, say=click.echo)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def backup(folder: Path) -> None:
    """Copy database and files into FOLDER, which must not exist yet. Web process and workers go on."""
    from core.clock import utc_now
    from operations.backup import backup as run

    run(_settings(), folder, environ=os.environ, at=utc_now(), say=click.echo)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Although this database holds cases: they are lost.")
@click.option("--other-keys", is_flag=True, help="Although the keys are not the backup's: what is sealed stays closed.")
def restore(folder: Path, replace: bool, other_keys: bool) -> None:
    """Bring back what `pendopo backup` put into FOLDER. Stop web process and workers first."""
    from core.clock import utc_now
    from operations.restore import restore as run

    breaks = run(_settings(), folder, replace=replace, other_keys=other_keys, at=utc_now(), say=click.echo)
    for found in breaks:
        click.echo(found, err=True)
    sys.exit(1 if breaks else 0)


@main.group()
def keys() -> None:
    """The keys that seal what citizens write."""


@keys.command()
def rotate() -> None:
    """Bring in a new sealing key; run twice, with a restart after each."""
    from operations import keys as ring

    click.echo(ring.rotate(_settings(), os.environ))


@main.group()
def demo() -> None:
    """The sample office."""


@demo.command()
def load() -> None:
    """Load the sample office (Kabupaten Klaten, marked as an example)."""
    from operations.prepare import prepare

    prepare(_settings(), sample=True, say=click.echo)


@main.group()
def staff() -> None:
    """Accounts of the panel."""


@staff.command()
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", "duties", multiple=True, required=True, help="koordinator, admin_opd@dpupr, ...")
def create(email: str, name: str, duties: tuple[str, ...]) -> None:
    """Add an account and print its one-time link."""
    from operations import people

    with _database() as database:
        people.create(database, email=email, name=name, duties=duties)
    click.echo(people.link(_settings(), email))


@staff.command()
@click.argument("email")
def link(email: str) -> None:
    """Print a one-time link with which this person sets a password."""
    from operations import people

    found = people.link(_settings(), email)
    if found is None:
        raise click.ClickException(f"no active account has the address {email}")
    click.echo(found)


@staff.command("first-login")
def first_login() -> None:
    """Print the first login while nobody has set a password yet."""
    from operations import people

    found = people.first_login(_settings())
    if found is not None:
        click.echo(f"First login as {found[0]}, once, within two days:\n{found[1]}")


_TICKET = ("reply", "inform", "note", "ask", "close", "reopen", "accept", "verify", "dispose", "archive")


@main.command()
@click.argument("action", type=click.Choice(_TICKET))
@click.argument("number")
@click.argument("text", nargs=-1)
@click.option("--as", "as_email", default="operator", show_default=True, help="In whose name.")
@click.option("--agency", default="", help="To whom, by the code of the agency (dispose).")
@click.option("--ground", default="", help="spam, kata_kasar or bukan_kewenangan (archive).")
def ticket(action: str, number: str, text: tuple[str, ...], **more: str) -> None:
    """Do to a case what the panel can do. The text needs no quotes."""
    from operations import ticket as tickets

    with _database() as database:
        tickets.act(database, action, number, " ".join(text), **more)


@main.group()
def knowledge() -> None:
    """What the office may answer."""


@knowledge.command()
@click.option("--entries", type=click.Path(exists=True, dir_okay=False), help="Without it: this office's live answers.")
@click.option("--questions", type=click.Path(exists=True, dir_okay=False), help="Without it: this office's own log.")
@click.option("--out", type=click.Path(dir_okay=False), help="A result row for each question; needed with files.")
@click.option("--shape", type=click.Choice(["matching", "bench"]), default="matching", show_default=True)
@click.option("--days", type=click.IntRange(min=1), default=90, show_default=True, help="How far back in the log.")
def evaluate(entries: str | None, questions: str | None, out: str | None, shape: str, days: int) -> None:
    """Hit rates: of files of questions, or of what this office was asked and somebody judged."""
    from knowledge.evaluate import evaluate as run
    from knowledge.hitrates import table

    if entries and questions and out:
        judged = run(Path(entries), Path(questions), Path(out), shape)
    elif entries or questions or out:
        raise click.UsageError("Give --entries, --questions and --out together, or none of them.")
    else:
        judged = _own_log(days)
    for line in table(judged) if judged else ():
        click.echo(line)


def _own_log(days: int) -> "dict[str, list[Judged]]":
    from core import office as offices
    from core.clock import local_day, utc_now
    from knowledge.own_log import measure

    with _database() as database, database.read() as session:
        now = utc_now()
        today = local_day(now, offices.current(session).zone)
        judged = list(measure(session, since=now - timedelta(days=days), on=today).values())
    if not judged:
        click.echo(f"Nobody has judged a question of the last {days} days yet: no thumb, no pick, no curator's word.")
        return {}
    return {f"last {days} days": judged}


@main.group()
def statistics() -> None:
    """The desk of figures."""


@statistics.command("evaluate")
@click.argument("questions_file", required=False, type=click.Path(exists=True, dir_okay=False))
@click.option("--questions", type=click.Path(exists=True, dir_okay=False), help="The same, as an option.")
@click.option("--data", type=click.Path(exists=True, file_okay=False), help="A folder of figures; else the sample's.")
@click.option("--out", type=click.Path(dir_okay=False), required=True)
@click.option("--home", default="33.10", show_default=True, help="The office's own region, by Kemendagri's code.")
def evaluate_figures(questions_file: str | None, questions: str | None, data: str | None, out: str, home: str) -> None:
    """Ask questions of a folder of figures and write what each one got."""
    from knowledge.statistics.loading import SAMPLE
    from operations import figures

    asked = questions or questions_file
    if asked is None:
        raise click.UsageError("which questions? Give a file with --questions.")
    count = figures.evaluate(Path(asked), Path(out), data=Path(data) if data else SAMPLE, home=home)
    click.echo(f"{count} questions asked.")


@main.group()
def audit() -> None:
    """The books that cannot be mended."""


@audit.command()
def verify() -> None:
    """Walk the audit chain and every case's chain; exit 1 when one is broken."""
    from operations import books

    with _database() as database:
        breaks, unsealed = list(books.verify(database)), books.unsealed(database)
    for found in breaks:
        click.echo(found, err=True)
    if unsealed:
        click.echo(
            f"{unsealed} reports are older than the seal on a report's words: their chains were walked, not their words."
        )
    click.echo("The books are whole." if not breaks else f"{len(breaks)} breaks found.")
    sys.exit(1 if breaks else 0)


if __name__ == "__main__":
    main()
