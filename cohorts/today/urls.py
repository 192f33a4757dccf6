"""Addresses of the day: for who comes and who works there, for the wall of a room, for captains by their link."""

from django.urls import path

from . import views

app_name = "today"
urlpatterns = [
    path("my/cohorts/<slug:slug>/today/", views.page, name="page"),
    path("my/cohorts/<slug:slug>/today/screen/", views.screen, name="screen"),
    path("captain/<str:token>/today/", views.by_captain, name="captain"),
]
