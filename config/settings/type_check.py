"""For mypy alone: without modeltranslation, which makes manager classes at run time that no type checker can follow."""

from .test import *  # noqa: F403
from .test import INSTALLED_APPS

INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "modeltranslation"]
