"""`zhihe`: the commands of the installation."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import click

from zhihe import __version__
from zhihe.errors import ZhiheError
from zhihe.faces.opened import Place, opened


def _history() -> click.Command:
    from zhihe.faces.history.command import history

    return history


def _validate() -> click.Command:
    from zhihe.faces.validate.command import validate

    return validate


def _company() -> click.Command:
    from zhihe.faces.cli.companies import company

    return company


LATE: Mapping[str, Callable[[], click.Command]] = {"company": _company, "history": _history, "validate": _validate}
"""Commands that stand in rooms of their own: read when somebody asks for them, for what they import takes a second."""


class Group(click.Group):
    """Commands whose own errors are shown as a sentence, not as a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, those read later as well."""
        return sorted((*super().list_commands(ctx), *LATE))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name."""
        return LATE[cmd_name]() if cmd_name in LATE else super().get_command(ctx, cmd_name)

    def invoke(self, context: click.Context) -> Any:
        """Run a command; what it refuses becomes a message and exit code 1."""
        try:
            return super().invoke(context)
        except ZhiheError as error:
            lines = [error.message, *(str(each) for each in error.facts.get("problems", ()))]
            raise click.ClickException("\n".join(lines)) from error


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cli() -> None:
    """Zhihe 质合: quality management and ERP on one no-code platform."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")


@cli.command()
@click.option("--demo", is_flag=True, help="Make a demo company with users when there is no company yet.")
@click.option("--company", default="demo", help="The company to make when there is none.")
@click.option("--no-worker", is_flag=True, help="Leave background work to `zhihe worker`.")
@click.option(
    "--processes", type=click.IntRange(1, 64), help="Server processes on the port; ZHIHE_PROCESSES otherwise."
)
def run(*, demo: bool, company: str, no_worker: bool, processes: int | None) -> None:
    """Start the server, with its own database unless ZHIHE_DATABASE_URL names one."""
    from zhihe.faces.cli.serve import serve

    place = Place.from_environment()
    place = replace(place, workers=0 if no_worker else place.workers, processes=processes or place.processes)
    serve(place, company=company, demo=demo)


@cli.command()
@click.option("--fix", is_flag=True, help="Write the files canonically and give new elements their uid.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
def check(folder: Path | None, *, fix: bool) -> None:
    """Check definition files: the shipped apps, or those below FOLDER together with them."""
    from zhihe.faces.cli.definitions import check_files

    check_files(folder, rewrite=fix)


@cli.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@click.option("--company", default="demo")
def diff(folder: Path | None, company: str) -> None:
    """Show what publishing the files below FOLDER (or the shipped apps) would change in a company."""
    from zhihe.faces.cli.definitions import show_plan

    with opened(Place.from_environment()) as house:
        show_plan(house, folder, company)


@cli.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
@click.option("--company", default="demo")
@click.option("--note", default="")
@click.option("--acknowledge", multiple=True, help="Id of a conflict with an overlay whose word is to stand.")
def publish(folder: Path | None, company: str, note: str, acknowledge: tuple[str, ...]) -> None:
    """Publish the files below FOLDER (or the shipped apps) to a company as a new version."""
    from zhihe.faces.cli.definitions import publish_files

    with opened(Place.from_environment()) as house:
        publish_files(house, folder, company, note, acknowledge)


@cli.command()
@click.argument("event")
@click.option("--company", default="demo")
def explain(event: str, company: str) -> None:
    """Print, in order, everything that runs at EVENT, such as goods_receipt.post."""
    from zhihe.faces.cli.explain import explain_event

    with opened(Place.from_environment()) as house:
        explain_event(house, event, company)


@cli.command()
@click.argument("record")
@click.option("--company", default="demo")
def why(record: str, company: str) -> None:
    """Print the chain that did run for a record, by its number, such as IL-202611-00007."""
    from zhihe.faces.cli.explain import explain_record

    with opened(Place.from_environment()) as house:
        explain_record(house, record, company)


@cli.group()
def user() -> None:
    """Users of the installation."""


@user.command("add")
@click.argument("login")
@click.option("--name", required=True)
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@click.option("--company", default="demo")
@click.option("--role", "roles", multiple=True, help="A role; may be given several times.")
@click.option("--administrator", is_flag=True)
def add_user(login: str, name: str, password: str, company: str, roles: Sequence[str], *, administrator: bool) -> None:
    """Make a user with roles in a company."""
    with opened(Place.from_environment()) as house:
        house.identity.create_user(login, name, password, administrator=administrator)
        house.identity.set_member(login, company, roles)
        click.echo(f"{login} is a user of {company} now.")


@user.command("list")
def list_users() -> None:
    """List all users with their roles."""
    with opened(Place.from_environment()) as house:
        for row in house.identity.users():
            state = "disabled" if row["disabled"] else "active"
            click.echo(f"{row['login']}\t{row['name']}\t{state}\t{row['roles']}")


@user.command("reset")
@click.argument("login")
@click.option("--ask", is_flag=True, help="Ask for the new password instead of making a link.")
def reset_user(login: str, *, ask: bool) -> None:
    """Print a one-time link by which a user sets a new password, or ask for one; then all his sessions end."""
    place = Place.from_environment()
    with opened(place) as house:
        if ask:
            password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
            house.identity.set_password(login, password)
            click.echo(f"The password of {login} is changed.")
            return
        secret, until = house.identity.issue_link(login)
        click.echo(f"http://{place.host}:{place.port}/password#{secret}")
        click.echo(f"{login} sets a new password there, once, until {until:%Y-%m-%d %H:%M} UTC.")


@cli.command()
def worker() -> None:
    """Do background work in a process of its own; any number of them may run beside the servers."""
    from zhihe.faces.worker.command import work

    work(Place.from_environment())


@cli.group()
def jobs() -> None:
    """Background work of a company."""


@jobs.command("list")
@click.option("--company", default="demo")
@click.option("--state", default=None, help="waiting, running, done, failed, dead or cancelled.")
@click.option("--limit", default=50, type=click.IntRange(1, 500))
def list_jobs(company: str, state: str | None, limit: int) -> None:
    """List jobs, newest first; dead ones with what they failed of."""
    from zhihe.faces.cli.jobs import show_jobs

    with opened(Place.from_environment()) as house:
        show_jobs(house, company, state, limit)


@jobs.command("replay")
@click.argument("job")
@click.option("--company", default="demo")
def replay_job(job: str, company: str) -> None:
    """Try a dead job once more; a running worker takes it up."""
    from zhihe.faces.cli.jobs import replay

    with opened(Place.from_environment()) as house:
        replay(house, company, job)


@cli.command()
@click.option("--company", default="demo")
@click.option(
    "--root", is_flag=True, help="Print the newest root of the trail, to be kept where nobody here can write."
)
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of roots printed earlier: finds a trail that was written anew with all its seals.",
)
def verify(company: str, against: Path | None, *, root: bool) -> None:
    """Check the audit trail against its seals and every ledger against its entries; name the first that is broken."""
    from zhihe.faces.cli.verify import verify_company

    with opened(Place.from_environment()) as house:
        verify_company(house, company, root=root, against=against)


@cli.command()
@click.option("--company", default="demo")
@click.option("--seed", default=1, type=int, help="The same seed makes the same factory.")
@click.option("--months", default=12, type=click.IntRange(1, 36))
def demo(company: str, seed: int, months: int) -> None:
    """Build a coherent factory by the real write path: suppliers, items, plans, orders, receipts, inspections."""
    from zhihe.faces.demo.build import build_demo

    with opened(Place.from_environment()) as house:
        build_demo(house, company, seed=seed, months=months, show=click.echo)


@cli.command("import")
@click.argument("model")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mapping", type=click.Path(path_type=Path), help="A mapping file: which column feeds which field.")
@click.option("--mode", type=click.Choice(["all", "good"]), default="all", show_default=True, help="All rows or none.")
@click.option("--existing", type=click.Choice(["update", "skip", "refuse"]), help="Records that are there already.")
@click.option("--step", "steps", multiple=True, help="A step to take on each record afterwards.")
@click.option("--dry-run", is_flag=True, help="Check everything and keep nothing.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write wrong rows to this CSV or XLSX.")
@click.option("--reason", default="", help="Why: needed where the file changes controlled records.")
@click.option("--company", default="demo")
@click.option("--user", "login", default="admin", show_default=True, help="In whose name.")
def import_(
    model: str,
    file: Path,
    mapping: Path | None,
    mode: Literal["all", "good"],
    existing: Literal["update", "skip", "refuse"] | None,
    steps: Sequence[str],
    report: Path | None,
    reason: str,
    company: str,
    login: str,
    *,
    dry_run: bool,
) -> None:
    """Import FILE (CSV or XLSX) into MODEL; ends with 1 when rows were refused."""
    from zhihe.faces.cli.exchange import Wanted, form_of, import_file, member
    from zhihe.platform.exchange.importing import Options

    if report is not None:
        form_of(report)
    options = Options(mode=mode, dry_run=dry_run, existing=existing, steps=tuple(steps))
    with opened(Place.from_environment()) as house:
        import_file(house, member(house, login, company), Wanted(model, file, mapping, options, report, reason))


@cli.command("export")
@click.argument("model")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--where", default="", help="A filter as JSON, such as in the lists of the API.")
@click.option("--fields", default="", help="Columns, with commas between.")
@click.option("--sort", default="", help="Fields, with commas between; - before one turns its order.")
@click.option("--lines/--no-lines", default=True, help="With the lines of documents.")
@click.option("--heading", type=click.Choice(["key", "label", "both"]), default="label", show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--company", default="demo")
@click.option("--user", "login", default="admin", show_default=True, help="In whose name.")
def export_(
    model: str,
    file: Path,
    where: str,
    fields: str,
    sort: str,
    heading: Literal["key", "label", "both"],
    lang: Literal["zh", "en"],
    company: str,
    login: str,
    *,
    lines: bool,
) -> None:
    """Export MODEL to FILE (.csv or .xlsx)."""
    from zhihe.faces.cli.exchange import asked_of, export_file, member

    asked = asked_of(file, where, fields, sort, lines=lines, heading=heading, lang=lang)
    with opened(Place.from_environment()) as house:
        export_file(house, member(house, login, company), model, file, asked)


@cli.command("template")
@click.argument("model")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--company", default="demo")
@click.option("--user", "login", default="admin", show_default=True, help="In whose name.")
def template_(model: str, file: Path, lang: Literal["zh", "en"], company: str, login: str) -> None:
    """Write an empty FILE (.csv or .xlsx) with the columns of MODEL."""
    from zhihe.faces.cli.exchange import member, write_template

    with opened(Place.from_environment()) as house:
        write_template(house, member(house, login, company), model, file, lang)


@cli.command()
def types() -> None:
    """Write the typed dictionaries of all shipped models to src/zhihe/types.py."""
    from zhihe.faces.cli.definitions import write_types

    write_types()


@cli.command()
def api() -> None:
    """Print the OpenAPI document of the routes that are there whatever the definitions say."""
    from zhihe.faces.cli.definitions import print_api

    print_api()


Command = Callable[..., None]
