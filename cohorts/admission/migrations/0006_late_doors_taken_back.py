import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import foundation.words.fields


class Migration(migrations.Migration):
    dependencies = [
        ("admission", "0005_late_doors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="latedoor",
            name="closed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="latedoor",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="latedoor",
            name="why_closed",
            field=foundation.words.fields.ProseField(
                blank=True, db_default="", default="", max_length=500, verbose_name="reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="latedoor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("closed_by", None)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="late_door_closed_by_somebody",
            ),
        ),
    ]
