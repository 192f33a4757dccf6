"""Addresses of trainers' sessions and of materials."""

from django.urls import path

from . import views

app_name = "learning"
urlpatterns = [
    path("my/sessions/<uuid:public_id>/", views.session_page, name="session"),
    path("my/materials/<uuid:public_id>/new-version/", views.new_version, name="new_version"),
    path("my/materials/<uuid:public_id>/withdraw/", views.withdraw, name="withdraw"),
    path("materials/<uuid:public_id>/", views.material, name="material"),
]
