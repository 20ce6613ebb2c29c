"""Settings: one frozen object read from the environment once, by a composition root."""

import importlib
import os
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal, TypeVar

from cryptography.fernet import Fernet

from core.retention import Retention

TelegramMode = Literal["polling", "webhook"]
LogFormat = Literal["text", "json"]
MODES: tuple[TelegramMode, ...] = ("polling", "webhook")
MOST_MESSAGES = 100_000_000
_WEB = ("https://", "http://")
LOG_FORMATS: tuple[LogFormat, ...] = ("text", "json")
Choice = TypeVar("Choice", bound=str)


class BadSetting(ValueError):
    """A setting cannot be used; the message says which one and what to do."""


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """How to reach the Bot API. ``api_base`` ends in ``/bot``; files come from the same host's ``/file/bot``."""

    token: str = field(default="", repr=False)
    api_base: str = "https://api.telegram.org/bot"
    secret: str = field(default="", repr=False)
    mode: TelegramMode = "polling"
    old_secrets: tuple[str, ...] = field(default=(), repr=False)
    """Still accepted while the new one is being spread."""

    @property
    def enabled(self) -> bool:
        return bool(self.token)

    @property
    def file_base(self) -> str:
        return self.api_base.removesuffix("/bot") + "/file/bot"

    @property
    def bot_id(self) -> str:
        return self.token.partition(":")[0]


@dataclass(frozen=True, slots=True)
class WhatsAppSettings:
    """How to reach the Cloud API. ``phone_ids`` are WhatsApp's ids of the office's numbers, not the numbers themselves.

    ``template`` is the name of an approved template with one blank (the number of a report), which says outside the
    24-hour window that there is news; without it news waits in silence until the person writes.
    """

    token: str = field(default="", repr=False)
    phone_ids: tuple[str, ...] = ()
    app_secret: str = field(default="", repr=False)
    verify_token: str = field(default="", repr=False)
    graph_base: str = "https://graph.facebook.com/v23.0"
    template: str = ""
    template_lang: str = "id"
    account_id: str = ""
    """The WhatsApp Business Account: needed to read the list of templates and to register the webhook from the panel."""
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Tokens of numbers that belong to another account, by the number's id."""
    hook: str = ""
    """Where WhatsApp posts to."""
    old_app_secrets: tuple[str, ...] = field(default=(), repr=False)
    """Still accepted while the new one is being spread."""
    own_app_secrets: tuple[str, ...] = field(default=(), repr=False)
    """Secrets of the apps of single numbers: what they signed counts as well."""
    own_accounts: Mapping[str, str] = field(default_factory=dict)
    own_templates: Mapping[str, str] = field(default_factory=dict)
    """The business account and the template of a number where they are not the office's, by the number's id."""
    monthly_budget: int = 0
    """How many paid messages a month the office has money for; 0: nobody said."""

    @property
    def enabled(self) -> bool:
        return bool(self.token)


@dataclass(frozen=True, slots=True)
class TransferTarget:
    """Another body that takes cases over through a service of its own."""

    name: str
    url: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the processes need to know about where they run. Secrets never show in its repr."""

    data_dir: Path
    database_url: str
    executor_url: str
    files_url: str
    public_url: str
    port: int
    secret_key: str = field(repr=False)
    identity_keys: tuple[str, ...] = field(repr=False)
    lookup_key: str = field(repr=False)
    telegram: TelegramSettings = field(default_factory=TelegramSettings)
    whatsapp: WhatsAppSettings = field(default_factory=WhatsAppSettings)
    transfers: Mapping[str, TransferTarget] = field(default_factory=dict)
    """Where cases can be handed over without paper, by the word in the middle of ``PENDOPO_TRANSFER_..._URL``."""
    old_secret_keys: tuple[str, ...] = field(default=(), repr=False)
    """Sessions signed with these go on; new ones are signed with ``secret_key``."""
    embed_origins: tuple[str, ...] = ()
    """The websites that may show the chat in their pages, as origins: https://klaten.example."""
    desk_threads: int = 1
    """Threads a worker thinks on. One is fastest beside its database (they would fight for the interpreter); more help
    when every statement has to cross a network."""
    metrics_token: str = field(default="", repr=False)
    bps_key: str = field(default="", repr=False)
    """The key of BPS WebAPI; without it nothing is fetched from there."""
    bps_base: str = "https://webapi.bps.go.id/v1/api"
    ckan_portals: tuple[str, ...] = ()
    """The data portals figures may be fetched from, and no other address."""
    log_format: LogFormat = "text"
    retention: Retention = field(default_factory=Retention)

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def spool_dir(self) -> Path:
        return self.data_dir / "spool"


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings, making the data folder and its keys (mode 600) when they are absent.

    Every name may also be given as ``NAME_FILE``, the path of a file that holds the value.
    Raises :class:`BadSetting` with a sentence an operator can act on.
    """
    env = _Environment(os.environ if environ is None else environ)
    data_dir = _folder(env.text("PENDOPO_DATA_DIR", "data"))
    port = env.number("PENDOPO_PORT", env.number("PORT", 8000))
    public_url = env.address("PENDOPO_PUBLIC_URL", f"http://127.0.0.1:{port}", _WEB).rstrip("/")
    secret_key, *old_secret_keys = _listed(env.text("PENDOPO_SECRET_KEY")) or [
        _kept(data_dir / "secret.key", secrets.token_urlsafe)
    ]
    return Settings(
        data_dir=data_dir,
        database_url=_database_url(env.text("PENDOPO_DATABASE_URL"), data_dir),
        executor_url=env.address(
            "PENDOPO_EXECUTOR_URL",
            f"sqlite:///{data_dir / 'executor.db'}",
            ("sqlite:///", "postgres://", "postgresql://", "postgresql+psycopg://", "redis://", "rediss://"),
        ),
        files_url=_files_url(env.text("PENDOPO_FILES_URL", str(data_dir / "files"))),
        public_url=public_url,
        port=port,
        secret_key=secret_key,
        old_secret_keys=tuple(old_secret_keys),
        identity_keys=_identity_keys(env.text("PENDOPO_IDENTITY_KEYS"), data_dir),
        lookup_key=env.text("PENDOPO_LOOKUP_KEY") or _kept(data_dir / "lookup.key", secrets.token_urlsafe),
        telegram=_telegram(env),
        whatsapp=_whatsapp(env, public_url),
        transfers=_transfers(env),
        embed_origins=_origins(env.text("PENDOPO_EMBED_ORIGINS")),
        desk_threads=max(env.number("PENDOPO_DESK_THREADS", 1), 1),
        metrics_token=env.text("PENDOPO_METRICS_TOKEN"),
        bps_key=env.text("PENDOPO_BPS_KEY"),
        bps_base=env.address("PENDOPO_BPS_BASE", "https://webapi.bps.go.id/v1/api", _WEB).rstrip("/"),
        ckan_portals=_portals(env.text("PENDOPO_CKAN_PORTALS")),
        log_format=_one_of("PENDOPO_LOG_FORMAT", env.text("PENDOPO_LOG_FORMAT", "text"), LOG_FORMATS),
        retention=Retention(**{name: env.days(f"PENDOPO_KEEP_{name.upper()}_DAYS", term) for name, term in _TERMS}),
    )


_TERMS = tuple((name, getattr(Retention(), name)) for name in Retention.__slots__)


class _Environment:
    """Reads NAME, or the file that NAME_FILE points to."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str, default: str = "") -> str:
        path = self._environ.get(f"{name}_FILE")
        if path:
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise BadSetting(f"{name}_FILE points to {path}, which cannot be read: {error}") from error
        return self._environ.get(name, "").strip() or default

    def between(self, start: str, end: str) -> list[str]:
        """What stands between these two in the names of settings: one word for each."""
        found = (re.fullmatch(rf"{start}([A-Z0-9]+){end}(?:_FILE)?", name) for name in self._environ)
        return sorted({match[1] for match in found if match})

    def number(self, name: str, default: int, *, most: int = 65535) -> int:
        value = self.text(name)
        if not value:
            return default
        if not value.isdecimal() or not 0 <= int(value) <= most:
            raise BadSetting(f"{name} must be a number from 0 to {most}, not {value!r}")
        return int(value)

    def days(self, name: str, default: timedelta) -> timedelta:
        count = self.number(name, default.days)
        if not count:
            raise BadSetting(f"{name} must be a number of days, at least 1")
        return timedelta(days=count)

    def address(self, name: str, default: str, starts: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if not value.startswith(starts):
            raise BadSetting(f"{name} must start with {' or '.join(starts)}")
        return value


def _folder(given: str) -> Path:
    folder = Path(given).expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"PENDOPO_DATA_DIR names {folder}, which cannot be used as a folder: {error}") from error
    return folder


def _files_url(given: str) -> str:
    protocol, mark, _ = given.partition("://")
    if mark:
        storages = importlib.import_module("fsspec")  # only for shared storage: it weighs nine megabytes
        try:
            storages.get_filesystem_class(protocol)
        except (ValueError, ImportError) as error:
            raise BadSetting(f"PENDOPO_FILES_URL cannot be used: {error}") from error
    return given


def _one_of(name: str, value: str, allowed: Sequence[Choice]) -> Choice:
    for choice in allowed:
        if value == choice:
            return choice
    raise BadSetting(f"{name} must be one of {', '.join(allowed)}, not {value!r}")


def _database_url(url: str, data_dir: Path) -> str:
    if not url:
        return f"sqlite:///{data_dir / 'pendopo.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return url
    raise BadSetting("PENDOPO_DATABASE_URL must start with sqlite:/// or postgresql://")


def _telegram(env: _Environment) -> TelegramSettings:
    base = env.address("PENDOPO_TELEGRAM_API_BASE", "https://api.telegram.org/bot", _WEB).rstrip("/")
    token = env.text("PENDOPO_TELEGRAM_TOKEN")
    mode = _one_of("PENDOPO_TELEGRAM_MODE", env.text("PENDOPO_TELEGRAM_MODE", "polling"), MODES)
    secret, *old_secrets = _listed(env.text("PENDOPO_TELEGRAM_SECRET")) or [""]
    if token and not token.partition(":")[0].isdecimal():
        raise BadSetting("PENDOPO_TELEGRAM_TOKEN must look like 123456:AA..., as @BotFather gave it")
    if token and mode == "webhook" and not secret:
        raise BadSetting("PENDOPO_TELEGRAM_SECRET is needed in webhook mode, so that nobody else can post updates")
    return TelegramSettings(
        token=token,
        api_base=base if base.endswith("/bot") else f"{base}/bot",
        secret=secret,
        mode=mode,
        old_secrets=tuple(old_secrets),
    )


def _transfers(env: _Environment) -> dict[str, TransferTarget]:
    """Every body with a service: address and token together, and the name people know it by."""
    found = {}
    for word in env.between("PENDOPO_TRANSFER_", "_URL"):
        base = f"PENDOPO_TRANSFER_{word}"
        url, token = env.address(f"{base}_URL", "", _WEB), env.text(f"{base}_TOKEN")
        if not token:
            raise BadSetting(f"{base}_URL is set, so {base}_TOKEN must be set too (docs/operations.md)")
        found[word.lower()] = TransferTarget(env.text(f"{base}_NAME", word), url, token)
    return found


def _listed(given: str) -> list[str]:
    """A secret, or several separated by commas while it is rotated: the first is used, all are accepted."""
    return [part.strip() for part in given.split(",") if part.strip()]


def _origins(given: str) -> tuple[str, ...]:
    origins = tuple(part.strip().rstrip("/") for part in given.split(",") if part.strip())
    for origin in origins:
        host = origin.partition("://")[2]
        if not origin.startswith(_WEB) or not host or not all(sign.isalnum() or sign in ".:-" for sign in host):
            raise BadSetting(
                f"PENDOPO_EMBED_ORIGINS holds websites such as https://klaten.example, separated by commas, not {origin!r}"
            )
    return origins


def _portals(given: str) -> tuple[str, ...]:
    portals = tuple(part.strip().rstrip("/") for part in given.split(",") if part.strip())
    if not all(portal.startswith(_WEB) for portal in portals):
        raise BadSetting(
            "PENDOPO_CKAN_PORTALS holds addresses such as https://data.klaten.example, separated by commas"
        )
    return portals


def _whatsapp(env: _Environment, public_url: str) -> WhatsAppSettings:
    """All four together or none: a channel that cannot check who calls, or cannot answer, is worse than none."""
    token = env.text("PENDOPO_WHATSAPP_TOKEN")
    needed = {
        name: env.text(name)
        for name in ("PENDOPO_WHATSAPP_PHONE_ID", "PENDOPO_WHATSAPP_APP_SECRET", "PENDOPO_WHATSAPP_VERIFY_TOKEN")
    }
    missing = [name for name, value in needed.items() if not value]
    if token and missing:
        raise BadSetting(
            f"PENDOPO_WHATSAPP_TOKEN is set, so {' and '.join(missing)} must be set too (docs/operations.md)"
        )
    phone_ids = tuple(part.strip() for part in needed["PENDOPO_WHATSAPP_PHONE_ID"].split(",") if part.strip())
    if not all(part.isascii() and part.isalnum() for part in phone_ids):
        raise BadSetting("PENDOPO_WHATSAPP_PHONE_ID holds the id of a number, or several separated by commas")
    app_secret, *old_app_secrets = _listed(needed["PENDOPO_WHATSAPP_APP_SECRET"]) or [""]
    return WhatsAppSettings(
        token=token,
        phone_ids=phone_ids,
        app_secret=app_secret,
        old_app_secrets=tuple(old_app_secrets),
        verify_token=needed["PENDOPO_WHATSAPP_VERIFY_TOKEN"],
        graph_base=env.address("PENDOPO_WHATSAPP_GRAPH_BASE", WhatsAppSettings().graph_base, _WEB),
        template=env.text("PENDOPO_WHATSAPP_TEMPLATE"),
        template_lang=env.text("PENDOPO_WHATSAPP_TEMPLATE_LANG", "id"),
        account_id=env.text("PENDOPO_WHATSAPP_ACCOUNT_ID"),
        tokens=_own(env, phone_ids, "TOKEN"),
        hook=f"{public_url}/webhook/whatsapp",
        own_app_secrets=tuple(_own(env, phone_ids, "APP_SECRET").values()),
        own_accounts=_own(env, phone_ids, "ACCOUNT_ID"),
        own_templates=_own(env, phone_ids, "TEMPLATE"),
        monthly_budget=env.number("PENDOPO_WHATSAPP_MONTHLY_BUDGET", 0, most=MOST_MESSAGES),
    )


def _own(env: _Environment, numbers: Sequence[str], what: str) -> dict[str, str]:
    """What single numbers have of their own: ``PENDOPO_WHATSAPP_<what>_<phone id>``."""
    return {number: own for number in numbers if (own := env.text(f"PENDOPO_WHATSAPP_{what}_{number}"))}


def _identity_keys(given: str, data_dir: Path) -> tuple[str, ...]:
    coming = "" if given else _coming(data_dir / "identity.next")  # read first: rotating moves it into the other file
    keys = given or f"{_kept(data_dir / 'identity.keys', lambda: Fernet.generate_key().decode())},{coming}"
    found = tuple(key.strip() for key in keys.replace("\n", ",").split(",") if key.strip())
    if not found:
        raise BadSetting("PENDOPO_IDENTITY_KEYS names no key: give at least one Fernet key, or none at all")
    for key in found:
        try:
            Fernet(key)
        except ValueError as error:
            raise BadSetting("PENDOPO_IDENTITY_KEYS must be Fernet keys (32 bytes, base64), comma-separated") from error
    return found


def _coming(path: Path) -> str:
    """The key that `pendopo keys rotate` has made ready: until it is put first it only opens."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _kept(path: Path, make: Callable[[], str]) -> str:
    """The secret kept in ``path``, made once and readable by its owner only; the first of several processes wins."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(make())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    value = path.read_text(encoding="utf-8").strip()
    if not value:
        raise BadSetting(f"{path} is empty: restore it from the backup, or remove it if nothing was ever stored")
    return value
