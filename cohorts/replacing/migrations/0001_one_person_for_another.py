"""One person in the place of another."""

import cohorts.replacing.models
import django.db.models.deletion
import django.utils.timezone
import foundation.files.storage
import foundation.words.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cohorts", "0008_places_are_handed_on"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Replacement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("nominated", "named, has not confirmed"),
                            ("confirmed", "confirmed, to be approved"),
                            ("done", "done"),
                            ("refused", "does not come"),
                            ("withdrawn", "taken back"),
                        ],
                        default="nominated",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                (
                    "name",
                    foundation.words.fields.LineField(max_length=200, verbose_name="name of the colleague"),
                ),
                ("address", models.EmailField(max_length=254, verbose_name="e-mail of the colleague")),
                (
                    "phone",
                    foundation.words.fields.LineField(
                        blank=True, max_length=40, verbose_name="phone of the colleague"
                    ),
                ),
                ("by_name", foundation.words.fields.LineField(max_length=200, verbose_name="who names them")),
                (
                    "by_position",
                    foundation.words.fields.LineField(blank=True, max_length=200, verbose_name="position"),
                ),
                (
                    "by_institution",
                    foundation.words.fields.LineField(max_length=250, verbose_name="institution"),
                ),
                (
                    "letter",
                    models.FileField(
                        blank=True,
                        storage=foundation.files.storage.private_storage,
                        upload_to=cohorts.replacing.models.letter_path,
                    ),
                ),
                ("letter_name", models.CharField(blank=True, max_length=160)),
                ("letter_type", models.CharField(blank=True, max_length=100)),
                ("answers", models.JSONField(blank=True, default=dict)),
                (
                    "reason",
                    foundation.words.fields.ProseField(blank=True, max_length=500, verbose_name="reason"),
                ),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("reminders", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("confirmed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "leaver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacements",
                        to="cohorts.participant",
                        verbose_name="who does not come",
                    ),
                ),
                (
                    "newcomer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="cohorts.participant",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "replacement",
                "verbose_name_plural": "replacements",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["nominated", "confirmed"])),
                        fields=("leaver",),
                        name="replacement_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["confirmed", "done"]), _negated=True),
                            models.Q(("confirmed_at__isnull", False), ("user__isnull", False)),
                            _connector="OR",
                        ),
                        name="replacement_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("newcomer__isnull", False), ("state", "done")),
                            models.Q(models.Q(("state", "done"), _negated=True), ("newcomer__isnull", True)),
                            _connector="OR",
                        ),
                        name="replacement_done_has_newcomer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state__in", ["nominated", "confirmed"])),
                            models.Q(
                                models.Q(("state__in", ["nominated", "confirmed"]), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="replacement_ends_once",
                    ),
                ],
            },
        ),
    ]
