"""In use. Everything that differs by place comes from the environment; `manage.py doctor` says what is missing."""

from .base import *  # noqa: F403
from .base import env

DEBUG = False
DEMO = False
SECRET_KEY = env.str("SECRET_KEY")
SITE_URL = env.address("SITE_URL", ("https", "http")).rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# The proxy brings HTTPS and says so; the web server reads what it says (`config/web/forwarded.py`), Django no header.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1)
if env.str("S3_BUCKET", default=""):
    S3 = {
        "bucket_name": env.str("S3_BUCKET"),
        "endpoint_url": env.address("S3_ENDPOINT_URL", ("https", "http"), default=None),
        "region_name": env.str("S3_REGION", default=None),
        "file_overwrite": False,  # as on a disk: two files of one name are two files
        "max_memory_size": 2 * 1024 * 1024,  # what is read goes through a temporary file beyond that
    }
    PRIVATE = {
        "BACKEND": "foundation.files.s3.FilesOnS3",
        "OPTIONS": {**S3, "location": "private", "default_acl": "private"},
    }
    STORAGES = {
        **STORAGES,  # noqa: F405
        "default": PRIVATE,
        "private": PRIVATE,
        "pictures": {
            "BACKEND": "foundation.files.pictures_s3.PicturesOnS3",
            "OPTIONS": {**S3, "location": "public"},
        },
    }
