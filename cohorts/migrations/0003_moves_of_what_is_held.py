"""Write down the moves by which places that are held, and queues, came about: who has what is read from moves."""

from django.db import migrations


def write_moves(apps, schema_editor):
    move = apps.get_model("cohorts", "Move")
    for what, name, order in (("took", "Place", "pk"), ("queued", "Waiting", "position")):
        rows = apps.get_model("cohorts", name).objects.order_by("pool_id", order)
        moves = (
            move(what=what, pool_id=row.pool_id, participant_id=row.participant_id) for row in rows.iterator()
        )
        move.objects.bulk_create(moves, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0002_places_that_move")]

    operations = [migrations.RunPython(write_moves, migrations.RunPython.noop)]
