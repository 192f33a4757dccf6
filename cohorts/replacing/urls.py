"""The addresses at which one says whether one comes in a colleague's place."""

from django.urls import path

from . import views

app_name = "replacing"
urlpatterns = [
    path("my/replacements/<uuid:public_id>/", views.own, name="own"),
    path("my/replacements/<uuid:public_id>/refuse/", views.refuse_own, name="refuse"),
]
