"""Addresses that search engines ask for; they carry no language."""

from django.urls import path

from . import views

app_name = "pages"
urlpatterns = [
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
]
