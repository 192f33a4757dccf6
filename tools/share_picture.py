"""Draw the picture that a shared link shows where a page has none of its own: `static/img/share.png`.

    python tools/share_picture.py [--chromium PATH]

The lamp and the table of the icon, on paper, with the name; no sentence, so that it serves every language.
"""

import argparse
from base64 import b64encode
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import ViewportSize, sync_playwright

STATIC = Path(__file__).resolve().parent.parent / "static"
SIZE: ViewportSize = {"width": 1200, "height": 630}
PAGE = """
<!doctype html><meta charset="utf-8">
<style>
  {faces}
  body {{ margin: 0; height: 630px; background: #fbf7ee; color: #0f2b30; font-family: Onest; text-align: center; }}
  svg {{ display: block; overflow: visible; margin: 0 auto; padding-top: 64px; width: 300px; height: 300px; }}
  h1 {{ margin: 36px 0 8px; font-size: 92px; font-weight: 700; letter-spacing: -.01em; line-height: 1.1; }}
  p {{ margin: 0; font-size: 40px; color: #36494c; }}
</style>
{icon}<h1>Світлиця</h1><p>Svitlytsia</p>
"""
FACE = (
    "@font-face {{ font-family: Onest; font-weight: 100 900; unicode-range: {letters};"
    " src: url(data:font/woff2;base64,{data}) }}"
)


def drawn(chromium: str | None) -> bytes:
    """The picture as a PNG of few colours."""
    faces = "".join(
        FACE.format(
            letters=letters,
            data=b64encode((STATIC / "fonts" / f"onest-{name}.woff2").read_bytes()).decode(),
        )
        for name, letters in (("cyrillic", "U+0400-04FF"), ("latin", "U+0000-00FF"))
    )
    icon = (STATIC / "img" / "favicon.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.set_content(PAGE.format(faces=faces, icon=icon))
        page.evaluate("document.fonts.ready")
        picture = Image.open(BytesIO(page.screenshot()))
        browser.close()
    small = BytesIO()
    picture.convert("RGB").quantize(64).save(small, "PNG", optimize=True)
    return small.getvalue()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chromium", help="a browser other than Playwright’s own")
    (STATIC / "img" / "share.png").write_bytes(drawn(parser.parse_args().chromium))
