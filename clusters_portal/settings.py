"""All settings, in one file, driven by the environment (.env.example lists every variable).

Nothing set: development on SQLite, a filesystem broker and a file outbox, all
under DATA_DIR. DATABASE_URL and REDIS_URL alone bring in PostgreSQL and Redis.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from whitenoise.compress import Compressor

from clusters_portal.env import ENVIRONMENTS, Env, problem

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")
env = Env(dict(os.environ))
TESTING = "pytest" in sys.modules

ENVIRONMENT = env.choice("ENVIRONMENT", "development", ENVIRONMENTS)
DEVELOPMENT = ENVIRONMENT == "development"
PORTAL_VERSION = "0.1.0"
DATA_DIR = Path(env.text("DATA_DIR", "var") or "var")
if not DATA_DIR.is_absolute():
    DATA_DIR = BASE_DIR / DATA_DIR
if DATA_DIR.exists() and not DATA_DIR.is_dir():
    raise problem("DATA_DIR", f"is {DATA_DIR}, which is a file", "DATA_DIR=var")
for folder in ("", "broker", "cache", "outbox", "downloads", "static"):
    try:
        (DATA_DIR / folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise problem("DATA_DIR", f"cannot be written ({error.strerror})", "DATA_DIR=var") from None

DEBUG = env.flag("DEBUG", default=False)
if DEBUG and not DEVELOPMENT:
    raise problem("DEBUG", "is on in production", "DEBUG=0")
SECRET_KEY = env.secret_key(development=DEVELOPMENT, file=DATA_DIR / "secret-key")
LOCAL_HOSTS = "localhost,127.0.0.1,[::1]"
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", LOCAL_HOSTS if DEVELOPMENT else "")
if not ALLOWED_HOSTS:
    raise problem("ALLOWED_HOSTS", "is not set", "ALLOWED_HOSTS=clusters.example.org")
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")
PORT = env.number("PORT", 8000, low=1, high=65535)

INSTALLED_APPS = [
    "clusters_portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "clusters_portal.apps.PortalStaticFilesConfig",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "csp",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "clusters_portal",
    "regions",
    "engagement",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Outside ConditionalGetMiddleware, so that the ETag is of the page and not of its padding.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "clusters_portal.caching.ResponseHeadersMiddleware",
    "clusters_portal.cors.OpenApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
ROOT_URLCONF = "clusters_portal.urls"
WSGI_APPLICATION = "clusters_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clusters_portal.context.portal",
            ],
        },
    }
]

# Database: one code path. SQLite needs the write-ahead log and IMMEDIATE transactions, or
# concurrent writers fail with "database is locked".
DATABASES = {"default": env.database(DATA_DIR / "portal.sqlite3")}
if "sqlite" in str(DATABASES["default"]["ENGINE"]):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # A file, as in real life: an in-memory database locks differently. The suite's tables come
    # straight from the models here (seconds a process); on PostgreSQL it runs every migration.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3"), "MIGRATE": False}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache, broker: Redis when there is one, else files under DATA_DIR (one host).
REDIS_URL = env.redis()
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": env.text("CACHE_PREFIX", "clusters"),
            # A page must not hang on a broker that is gone.
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(DATA_DIR / "cache"),
            "OPTIONS": {"MAX_ENTRIES": 5000},
        }
    }
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost/"
# How long a worker may hold what it computes before another worker takes it over.
METRIC_LEASE_SECONDS = env.number("METRIC_LEASE_SECONDS", 60, low=1, high=3600)

# Proxies in front of us that we run ourselves; only they are believed about a visitor's address.
PROXIES = env.number("PROXIES", 0, low=0, high=5)

# People.
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
AUTH_USER_MODEL = "engagement.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if TESTING:  # the suite signs in hundreds of times; a slow hash protects nobody there
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "engagement.accounts.StaffOnlyAccounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger's address gets no mail from us
ACCOUNT_EMAIL_NOTIFICATIONS = True  # "your password was changed", to the account's address
ACCOUNT_SESSION_REMEMBER = False  # a staff session ends with the browser
ACCOUNT_FORMS = {
    "login": "engagement.forms.accounts.SignIn",
    "reset_password": "engagement.forms.accounts.AskForReset",
    "reset_password_from_key": "engagement.forms.accounts.ChooseNewPassword",
    "change_password": "engagement.forms.accounts.ChangePassword",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Clusters Portal"

# Mail: SMTP by EMAIL_URL; without it, files that development shows at /outbox/.
_mail = env.email()
EMAIL_BACKEND = str(_mail.pop("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend"))
EMAIL_FILE_PATH = str(DATA_DIR / "outbox")
globals().update({key: value for key, value in _mail.items() if key != "EMAIL_FILE_PATH"})
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Clusters Portal <portal@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

FORMS_URLFIELD_ASSUME_HTTPS = True  # "example.org" typed as an address is https

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "clusters_portal.staticfiles.MapLibreFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if TESTING or DEBUG
            else "clusters_portal.staticfiles.HashedStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Source maps are fetched by developer tools alone: not worth the seconds of every first start.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map", "txt"]

# Security. Nothing on any page comes from, or goes to, a third party.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "clusters_portal.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
if not DEVELOPMENT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
    SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000, low=0, high=63_072_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "regions.api.pagination.PageNumbers",
    "DEFAULT_SCHEMA_CLASS": "regions.api.openapi.PortalSchema",
    "EXCEPTION_HANDLER": "regions.api.problems.problem_details",
    "DEFAULT_THROTTLE_CLASSES": ["regions.api.throttling.ByAddress"],
    "DEFAULT_THROTTLE_RATES": {"anon": env.rate("API_RATE", "600/min")},
    "NUM_PROXIES": PROXIES,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Clusters Portal API",
    "DESCRIPTION": "The UK's business clusters, their organisations, links, figures and metrics.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "AreaLevel": "regions.models.Area.Level",
        "AreaKind": "regions.models.Area.Kind",
        "IndustryLevel": "regions.models.Industry.Level",
        "OrganisationKind": "regions.models.Organisation.Kind",
        "LinkKind": "regions.models.Link.Kind",
        "SubjectKind": ["area", "cluster"],
    },
}

# Where `manage.py fetch NAME` goes: the publisher's documented address, by the source's name.
# An operator overrides one with FETCH_URL_<NAME>, e.g. FETCH_URL_ONS_GVA.
FETCH_URL_OVERRIDES = {
    name.removeprefix("FETCH_URL_").lower(): url
    for name, url in os.environ.items()
    if name.startswith("FETCH_URL_")
}

LOG_LEVEL = env.choice("LOG_LEVEL", "info", ("debug", "info", "warning", "error")).upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
