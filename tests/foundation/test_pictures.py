"""Pictures on public pages: how light they are, who is given which file, what may be uploaded."""

import gc
import io
import re
import struct
import zlib
from collections.abc import Iterator
from random import Random

import html5lib
import pytest
from django.core.cache import caches
from django.core.files.images import ImageFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from PIL import ExifTags
from PIL import Image as Picture
from wagtail.images.models import Image, Rendition
from wagtail.rich_text import features

from foundation.files.pictures import PicturesOnDisk, is_for_pages
from foundation.files.pictures_s3 import PicturesOnS3
from pages.models import ContentPage
from pages.tree import prepare_tree
from tests.back_office import filled
from tests.factories.people import AdministratorFactory, UserFactory
from tests.factories.residencies import manager_of

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the file in which it draws a rendition to the collector.
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning"),
]
LIGHT = 60_000
PLACE = (50.4501, 30.5234)


@pytest.fixture(autouse=True)
def closed_files() -> Iterator[None]:
    """Collect what Wagtail left while the warning is still expected."""
    yield
    gc.collect()


def grain(width: int, height: int) -> Picture.Image:
    """A picture with more in it than any photograph has: nothing compresses it well."""
    return Picture.frombytes("RGB", (width, height), Random(7).randbytes(width * height * 3))


def photo(width: int, height: int) -> bytes:
    """A large photograph as a phone makes it, with the place where it was taken."""
    notes = Picture.Exif()
    notes[ExifTags.Base.GPSInfo] = {ExifTags.GPS.GPSLatitude: PLACE[0], ExifTags.GPS.GPSLongitude: PLACE[1]}
    stream = io.BytesIO()
    base = grain(width // 10, height // 10).resize((width, height))
    base.paste(grain(width // 2, height // 2).resize((width // 2, height)))
    base.save(stream, "JPEG", quality=92, exif=notes)
    return stream.getvalue()


def make_image(content: bytes, name: str = "lamp.jpg") -> Image:
    """An image as an editor uploads it."""
    row: Image = Image.objects.create(
        title="A table", file=ImageFile(io.BytesIO(content), name), description="A table under a lamp"
    )
    return row


def page_with(image: Image) -> str:
    """The HTML of a public page with the picture on it."""
    page = ContentPage.objects.get(slug="about", locale__language_code="en")
    page.body = [("picture", image)]
    page.save_revision().publish()
    caches["pages"].clear()
    text = Client().get("/en/about/").text
    html5lib.HTMLParser(strict=True).parse(text)
    return text


def read(response: HttpResponseBase) -> bytes:
    """A file to its end, which closes it."""
    assert response.status_code == 200
    return b"".join(response)


def addresses(text: str) -> set[str]:
    """Every picture that a browser may load for a page."""
    found = set(re.findall(r'\ssrc="(/media/[^"]+)"', text))
    for several in re.findall(r'srcset="([^"]+)"', text):
        found |= {part.split()[0] for part in several.split(",")}
    return found


# ------------------------------------------------------------------ what pages show
@pytest.mark.parametrize("size", [(3200, 2400), (1200, 3000), (300, 200)])
def test_each_picture_of_a_page_is_given_to_everybody_and_light(size: tuple[int, int]) -> None:
    prepare_tree()
    text = page_with(make_image(photo(*size)))
    assert addresses(text)
    for address in addresses(text):
        response = Client().get(address)
        body = read(response)
        assert response["Content-Type"] == "image/webp"
        assert int(response["Content-Length"]) == len(body) <= LIGHT
        assert Picture.open(io.BytesIO(body)).width <= 720


def test_a_picture_waits_until_it_is_seen_has_its_place_and_words_instead_of_it() -> None:
    prepare_tree()
    text = page_with(make_image(photo(1600, 1200)))
    tags = re.findall(r"<img[^>]+>", text)
    assert len(tags) == 1
    for attribute in ('loading="lazy"', 'alt="A table under a lamp"', 'width="480"', 'height="360"'):
        assert attribute in tags[0]


def test_nothing_that_the_camera_wrote_down_leaves_with_a_picture() -> None:
    prepare_tree()
    image = make_image(photo(1600, 1200))
    with image.open_file() as file:
        assert Picture.open(file).getexif()
    for address in addresses(page_with(image)):
        assert not Picture.open(io.BytesIO(read(Client().get(address)))).getexif()


def test_a_picture_is_kept_by_browsers_and_proxies_and_asked_of_no_database(
    client: Client, django_assert_num_queries
) -> None:
    prepare_tree()
    for address in addresses(page_with(make_image(photo(800, 600)))):
        client.force_login(UserFactory())
        with django_assert_num_queries(0):
            response = client.get(address)
        assert read(response)
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "Cookie" not in response.get("Vary", "")
        assert read(client.head(address)) == b""
        assert client.post(address).status_code == 405


def test_a_new_picture_under_an_old_name_has_an_address_of_its_own() -> None:
    """Browsers keep the old one for a year."""
    prepare_tree()
    image = make_image(photo(800, 600))
    before = addresses(page_with(image))
    image.delete()
    after = addresses(page_with(make_image(photo(900, 600))))
    assert not before & after


# ------------------------------------------------------------------ what nobody is given
def test_an_original_has_no_address(client: Client) -> None:
    image = make_image(photo(800, 600))
    assert storages["private"].exists(image.file.name)
    assert not storages["pictures"].exists(image.file.name)
    client.force_login(AdministratorFactory())
    for address in (
        f"/media/{image.file.name}",
        f"/media/images/../{image.file.name}",
        f"/media/images/..%2f{image.file.name}",
        "/media/images/..",
        "/media/images/..%2f..%2fdb.sqlite3",
        "/media/images/none.upto-60.0123456789ab.webp",
        "/media/images/" + "a" * 300 + ".upto-60.0123456789ab.webp",
        "/media/images/page.html",
    ):
        assert client.get(address).status_code == 404, address


def test_another_kind_of_file_in_the_folder_is_given_to_nobody(client: Client) -> None:
    name = storages["pictures"].save("images/page.html", io.BytesIO(b"<script>alert(1)</script>"))
    client.force_login(AdministratorFactory())
    assert client.get(f"/media/{name}").status_code == 404
    storages["pictures"].delete(name)


def test_what_the_back_office_makes_for_itself_is_given_there_alone(client: Client, programme) -> None:
    """Its thumbnails and full sizes keep what the camera wrote."""
    thumbnail = make_image(photo(800, 600)).get_rendition("max-165x165")
    assert not is_for_pages(thumbnail.file.name)
    for person, status in ((None, 404), (UserFactory(), 404), (manager_of(programme), 200)):
        browser = Client()
        if person:
            browser.force_login(person)
        response = browser.get(thumbnail.url)
        assert response.status_code == status
        if status == 200:
            assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
            assert read(response)


# ------------------------------------------------------------------ uploads
def upload(client: Client, name: str, content: bytes) -> int:
    """Upload a picture by the back office's form; return how many there are then."""
    url = reverse("wagtailimages:add")
    data = filled(client, url, title="A table", file=SimpleUploadedFile(name, content))
    client.post(url, data)
    return Image.objects.count()


@pytest.fixture
def editor(client: Client, settings) -> Client:
    """Somebody who may upload pictures."""
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(AdministratorFactory())
    return client


def empty_png(width: int, height: int) -> bytes:
    """A PNG that says how large it is and holds no more: what a bomb looks like before it is unpacked."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_a_photograph_is_taken(editor: Client) -> None:
    assert upload(editor, "lamp.jpg", photo(800, 600)) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("page.jpg", b"<!doctype html><script>alert(1)</script>"),
        ("paper.png", b"%PDF-1.7\n%%EOF"),
        ("huge.png", empty_png(30_000, 30_000)),
        ("wide.png", empty_png(30_000, 2_000)),
        ("cut-off.png", empty_png(300, 200)),
        ("cut-off.jpg", photo(300, 200)[:-2_000]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_picture_or_too_large_is_refused(editor: Client, name: str, content: bytes) -> None:
    assert upload(editor, name, content) == 0


def test_a_picture_under_another_pictures_ending_is_refused(editor: Client) -> None:
    assert upload(editor, "lamp.png", photo(80, 60)) == 0


def test_there_are_no_documents_beside_materials(editor: Client) -> None:
    """Files are materials of a course: checked by content, given to those who may read them."""
    for address in (
        "documents/",
        "documents/add/",
        "documents/multiple/add/",
        "documents/chooser/",
        "bulk/wagtaildocs/document/delete/",
    ):
        assert editor.get(f"/admin/{address}").status_code == 404
        assert editor.post(f"/admin/{address}").status_code == 404
    for address in ("", "pages/", "images/"):
        assert "/admin/documents/" not in editor.get(f"/admin/{address}", follow=True).text
    assert "document-link" not in features.get_default_features()


# ------------------------------------------------------------------ where they lie
def test_on_shared_storage_pages_show_the_same_addresses() -> None:
    """The policy of pages lets nothing in from elsewhere, and an address that expires would break a kept page."""
    name = "images/лампа.upto-60.0123456789ab.webp"
    on_disk, shared = PicturesOnDisk(), PicturesOnS3(bucket_name="sample", location="public")
    assert shared.url(name) == on_disk.url(name)
    assert shared.url(name).startswith("/media/images/")


def test_every_rendition_has_a_row_that_knows_its_name() -> None:
    rendition = make_image(photo(400, 300)).get_rendition("format-webp|width-200|upto-60")
    again = Rendition.objects.get(pk=rendition.pk)
    assert is_for_pages(again.file.name)
    assert storages["pictures"].exists(again.file.name)
    assert (again.width, again.height) == (200, 150)
