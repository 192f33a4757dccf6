"""Addresses of files; they carry no language."""

from django.urls import path

from . import views

app_name = "media"
urlpatterns = [path("media/images/<str:name>", views.picture, name="picture")]
