"""The broker is away when somebody commits: the request succeeds, and the work is done once it is back."""

import datetime as dt
import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.db.models import F

from certificates.models import Batch
from foundation.work import WorkState
from messaging.models import Letter
from tests.certificates.conftest import manager_browser, seen_of
from tests.factories.certificates import ended_cohort
from tests.factories.timetable import SessionFormatFactory
from tests.product import product_environment

from .conftest import Post, until

pytestmark = pytest.mark.django_db(transaction=True)

# The web process of the product, whose broker does not answer.
REQUEST = """
import json, sys
from config.wsgi import application
from django.test import Client
from people.models import User

client = Client()
client.force_login(User.objects.get(pk=sys.argv[1]))
statuses = [client.post(sys.argv[2], json.loads(sys.argv[3])).status_code]
from messaging import outbox
from messaging.letters import SignIn
for number in range(20):
    facts = {"letter": "account/login_code", "code": "x"}
    letter = outbox.compose(
        SignIn, key=f"away:{number}", recipient=None, address="reader@demo.example", facts=facts
    )
    outbox.write([letter])
print(json.dumps(statuses))
"""


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "amqp://guest:guest@127.0.0.1:1//"])
def test_the_request_succeeds_and_the_sweeper_brings_the_work_to_its_end(url: str, embedded: Post) -> None:
    SessionFormatFactory()
    ended = ended_cohort(people=2)
    manager_browser(ended)
    url_of_issuing = f"/admin/cohorts/{ended.cohort.pk}/certificates/issue/"
    arguments = [str(ended.manager.pk), url_of_issuing, json.dumps(seen_of(ended))]
    done = subprocess.run(
        [sys.executable, "-c", REQUEST, *arguments],
        cwd=settings.BASE_DIR,
        env=product_environment(CELERY_BROKER_URL=url),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == [302]
    # Told once: the other letters did not wait for the broker again.
    assert done.stderr.count("broker away") == 1
    batch = Batch.objects.get()
    assert batch.state == WorkState.QUEUED

    long_ago = F("not_before") - dt.timedelta(minutes=1)
    Batch.objects.update(not_before=long_ago)
    Letter.objects.update(not_before=long_ago)
    embedded.hand_over("certificates.sweep")
    embedded.hand_over("messaging.sweep")
    embedded.start_worker()
    until(lambda: Letter.objects.filter(state=WorkState.DONE).count() == 22, embedded)
    batch.refresh_from_db()
    assert batch.state == WorkState.DONE
