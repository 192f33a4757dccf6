# A first migration of the room; written by Django and named by hand.

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import foundation.words.fields
import foundation.words.order
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cohorts", "0007_told_what_waits"),
        ("residencies", "0008_how_long_papers_are_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hotel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", foundation.words.fields.LineField(max_length=200, verbose_name="name")),
                (
                    "name_uk",
                    foundation.words.fields.LineField(max_length=200, null=True, verbose_name="name"),
                ),
                (
                    "name_en",
                    foundation.words.fields.LineField(max_length=200, null=True, verbose_name="name"),
                ),
                (
                    "name_pl",
                    foundation.words.fields.LineField(max_length=200, null=True, verbose_name="name"),
                ),
                (
                    "address",
                    foundation.words.fields.LineField(blank=True, max_length=250, verbose_name="address"),
                ),
                (
                    "address_uk",
                    foundation.words.fields.LineField(
                        blank=True, max_length=250, null=True, verbose_name="address"
                    ),
                ),
                (
                    "address_en",
                    foundation.words.fields.LineField(
                        blank=True, max_length=250, null=True, verbose_name="address"
                    ),
                ),
                (
                    "address_pl",
                    foundation.words.fields.LineField(
                        blank=True, max_length=250, null=True, verbose_name="address"
                    ),
                ),
                (
                    "phone",
                    foundation.words.fields.LineField(
                        blank=True, max_length=40, verbose_name="reception’s phone"
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "contact",
                    foundation.words.fields.LineField(
                        blank=True, max_length=200, verbose_name="contact person"
                    ),
                ),
                (
                    "entrance",
                    foundation.words.fields.ProseField(
                        blank=True,
                        help_text="How one gets in and up without steps; who sleeps there reads it.",
                        max_length=400,
                        verbose_name="step-free entrance",
                    ),
                ),
                (
                    "entrance_uk",
                    foundation.words.fields.ProseField(
                        blank=True,
                        help_text="How one gets in and up without steps; who sleeps there reads it.",
                        max_length=400,
                        null=True,
                        verbose_name="step-free entrance",
                    ),
                ),
                (
                    "entrance_en",
                    foundation.words.fields.ProseField(
                        blank=True,
                        help_text="How one gets in and up without steps; who sleeps there reads it.",
                        max_length=400,
                        null=True,
                        verbose_name="step-free entrance",
                    ),
                ),
                (
                    "entrance_pl",
                    foundation.words.fields.ProseField(
                        blank=True,
                        help_text="How one gets in and up without steps; who sleeps there reads it.",
                        max_length=400,
                        null=True,
                        verbose_name="step-free entrance",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hotels",
                        to="residencies.programme",
                        verbose_name="programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "hotel",
                "verbose_name_plural": "hotels",
                "ordering": [foundation.words.order.InOrder("name"), "pk"],
            },
        ),
        migrations.CreateModel(
            name="RoomType",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", foundation.words.fields.LineField(max_length=100, verbose_name="kind of room")),
                (
                    "name_uk",
                    foundation.words.fields.LineField(max_length=100, null=True, verbose_name="kind of room"),
                ),
                (
                    "name_en",
                    foundation.words.fields.LineField(max_length=100, null=True, verbose_name="kind of room"),
                ),
                (
                    "name_pl",
                    foundation.words.fields.LineField(max_length=100, null=True, verbose_name="kind of room"),
                ),
                (
                    "beds",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="beds in each room",
                    ),
                ),
                (
                    "accessible",
                    models.BooleanField(
                        default=False, verbose_name="step-free, with a bathroom for a wheelchair"
                    ),
                ),
                (
                    "hotel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="room_types",
                        to="lodging.hotel",
                        verbose_name="hotel",
                    ),
                ),
            ],
            options={
                "verbose_name": "kind of room",
                "verbose_name_plural": "kinds of rooms",
                "ordering": [foundation.words.order.InOrder("hotel__name"), "beds", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)]
                    ),
                ),
                (
                    "label",
                    foundation.words.fields.LineField(
                        blank=True, max_length=20, verbose_name="number on the door"
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sleeping_rooms",
                        to="cohorts.cohort",
                    ),
                ),
                (
                    "room_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rooms",
                        to="lodging.roomtype",
                    ),
                ),
            ],
            options={
                "verbose_name": "room",
                "verbose_name_plural": "rooms",
                "ordering": ["room_type_id", "number"],
            },
        ),
        migrations.CreateModel(
            name="Night",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(verbose_name="night of")),
                (
                    "rooms",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="rooms"
                    ),
                ),
                ("held_then", models.PositiveSmallIntegerField(editable=False, null=True)),
                ("slept_then", models.PositiveSmallIntegerField(editable=False, null=True)),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nights",
                        to="cohorts.cohort",
                        verbose_name="cohort",
                    ),
                ),
                (
                    "pool",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="night",
                        to="cohorts.pool",
                        verbose_name="places",
                    ),
                ),
                (
                    "room_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nights",
                        to="lodging.roomtype",
                        verbose_name="kind of room",
                    ),
                ),
            ],
            options={
                "verbose_name": "night",
                "verbose_name_plural": "nights",
                "ordering": ["date", "room_type_id"],
            },
        ),
        migrations.CreateModel(
            name="Stay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField()),
                ("bed", models.PositiveSmallIntegerField(null=True)),
                ("is_fixed", models.BooleanField(db_default=False, default=False)),
                (
                    "slept",
                    models.CharField(
                        blank=True,
                        choices=[("", "not known"), ("yes", "slept there"), ("no", "did not come")],
                        db_default="",
                        default="",
                        max_length=3,
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cohorts.participant",
                    ),
                ),
                (
                    "place",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stay", to="cohorts.place"
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stays",
                        to="lodging.room",
                    ),
                ),
            ],
            options={
                "verbose_name": "stay",
                "verbose_name_plural": "stays",
                "ordering": ["date", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("answered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "sharing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("women", "with women"),
                            ("men", "with men"),
                            ("alone", "a room of my own"),
                            ("any", "it does not matter"),
                        ],
                        max_length=5,
                        verbose_name="With whom would you share a room?",
                    ),
                ),
                (
                    "accessible",
                    models.BooleanField(default=False, verbose_name="I need a room for a wheelchair"),
                ),
                (
                    "note",
                    foundation.words.fields.ProseField(
                        blank=True, max_length=500, verbose_name="arriving later, leaving earlier"
                    ),
                ),
                (
                    "participant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lodging_wish",
                        to="cohorts.participant",
                    ),
                ),
            ],
            options={
                "verbose_name": "wish about a room",
                "verbose_name_plural": "wishes about rooms",
            },
        ),
        migrations.CreateModel(
            name="WantedNight",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField()),
                (
                    "wish",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="nights", to="lodging.wish"
                    ),
                ),
            ],
            options={
                "verbose_name": "wanted night",
                "verbose_name_plural": "wanted nights",
                "ordering": ["date"],
            },
        ),
        migrations.CreateModel(
            name="Named",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("wanted", "would like to share with"),
                            ("unwanted", "would not share with"),
                            ("carer", "comes with a carer"),
                        ],
                        max_length=8,
                    ),
                ),
                ("typed", foundation.words.fields.LineField(max_length=200)),
                ("is_settled", models.BooleanField(default=False)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cohorts.participant",
                    ),
                ),
                (
                    "wish",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="named", to="lodging.wish"
                    ),
                ),
            ],
            options={
                "verbose_name": "person named in a wish",
                "verbose_name_plural": "people named in wishes",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="roomtype",
            constraint=models.CheckConstraint(condition=models.Q(("beds__gt", 0)), name="room_type_has_beds"),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(
                fields=("cohort", "room_type", "number"), name="sleeping_room_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="night",
            constraint=models.UniqueConstraint(fields=("cohort", "room_type", "date"), name="night_once"),
        ),
        migrations.AddConstraint(
            model_name="night",
            constraint=models.CheckConstraint(condition=models.Q(("rooms__gt", 0)), name="night_has_rooms"),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.UniqueConstraint(fields=("participant", "date"), name="stay_once"),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.UniqueConstraint(fields=("room", "date", "bed"), name="bed_once"),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bed__isnull", True), ("room__isnull", True)),
                    models.Q(("bed__gt", 0), ("room__isnull", False)),
                    _connector="OR",
                ),
                name="bed_is_of_a_room",
            ),
        ),
        migrations.AddConstraint(
            model_name="wantednight",
            constraint=models.UniqueConstraint(fields=("wish", "date"), name="wanted_night_once"),
        ),
        migrations.AddConstraint(
            model_name="named",
            constraint=models.UniqueConstraint(fields=("wish", "what", "typed"), name="named_once"),
        ),
        migrations.AddConstraint(
            model_name="named",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_settled", True), ("person__isnull", True), _connector="OR"),
                name="named_person_is_settled",
            ),
        ),
    ]
