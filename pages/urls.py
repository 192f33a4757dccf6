"""Addresses that search engines, browsers and other programs ask for; they carry no language."""

from django.urls import path
from django.views.generic import RedirectView

from . import views

app_name = "pages"
urlpatterns = [
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("site.webmanifest", views.manifest, name="manifest"),
    path(".well-known/security.txt", views.security, name="security"),
    path(".well-known/change-password", RedirectView.as_view(pattern_name="account_change_password")),
]
