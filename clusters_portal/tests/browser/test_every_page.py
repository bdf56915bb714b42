"""Walks the public pages of a running portal in Chromium, at the width of a desk and a phone."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser
WIDTHS = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
PAGES = [
    "/",
    "/map/",
    "/map/?view=table&sector=life-sciences",
    "/clusters/",
    "/clusters/?q=nothing-is-called-this",
    "/clusters/{cluster}/",
    "/regions/",
    "/regions/{region}/",
    "/sectors/",
    "/sectors/life-sciences/",
    "/organisations/",
    "/organisations/?kind=university",
    "/organisations/{organisation}/",
    "/playbook/",
    "/playbook/{article}/",
    "/progress/",
    "/progress/?q=nothing-is-called-this",
    "/methodology/",
    "/privacy/",
    "/accessibility/",
    "/contact/",
    "/no-such-page/",
    "/clusters/no-such-cluster/",
    "/accounts/login/",
    "/api/v1/",
    "/outbox/",
]
# Compressed bytes of CSS and JavaScript, and requests, that a page without a map may cost.
MOST_BYTES = 60 * 1024
MOST_REQUESTS = 12


@pytest.fixture(scope="module")
def names(portal):
    """Real slugs of this portal, for the addresses that need one."""
    program = (
        "import json\n"
        "from regions.models import Cluster, Area, Organisation\n"
        "from engagement.models import Article\n"
        "print(json.dumps({'cluster': Cluster.objects.published().order_by('slug')[0].slug,"
        "'region': Area.objects.regions().order_by('slug')[0].slug,"
        "'organisation': Organisation.objects.published().order_by('pk')[0].pk,"
        "'article': Article.objects.filter(status='published').order_by('slug')[0].slug}))"
    )
    return json.loads(portal.manage("shell", "--no-imports", "-c", program).splitlines()[-1])


@pytest.fixture(params=WIDTHS)
def sized(page, request):
    page.set_viewport_size(WIDTHS[request.param])
    return page


def watch(page, host):
    """Collect what a good page has none of: foreign requests, console errors, failed requests."""
    faults: list[str] = []

    def on_request(request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host:
            faults.append(f"request to {request.url}")

    def on_response(response):
        if response.status >= 400 and response.request.resource_type != "document":
            faults.append(f"{response.status} {response.url}")

    def on_console(message):
        # Chromium itself reports the 404 document that two of the pages are about.
        if message.type == "error" and "status of 404" not in message.text:
            faults.append(f"console: {message.text}")

    page.on("request", on_request)
    page.on("response", on_response)
    page.on("console", on_console)
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    return faults


@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_self_contained_and_fits(portal, names, sized, path):
    from axe_playwright_python.sync_playwright import Axe

    host = urlsplit(portal.url).netloc
    faults = watch(sized, host)
    response = sized.goto(portal.url + path.format(**names), wait_until="load")
    assert response is not None
    assert response.status == (404 if "no-such" in path else 200)
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    sized.wait_for_timeout(300)

    assert sized.locator("h1").count() == 1
    assert sized.locator("main").count() == 1
    assert sized.title().strip()
    assert sized.locator("html").get_attribute("lang") == "en-GB"
    overflow = sized.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0, f"the page is {overflow} px wider than the window"

    results = Axe().run(sized)
    violations = [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in results.response["violations"]
        for node in rule["nodes"]
    ]
    assert not violations, "\n".join(violations)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", [path for path in PAGES if not path.startswith("/map")])
def test_page_without_a_map_stays_in_its_budget(portal, names, page, path):
    sent = []
    page.on("requestfinished", lambda request: sent.append(request))
    page.goto(portal.url + path.format(**names), wait_until="networkidle")
    code = [request for request in sent if request.resource_type in ("stylesheet", "script")]
    size = sum(request.sizes()["responseBodySize"] for request in code)
    assert len(sent) <= MOST_REQUESTS, [request.url for request in sent]
    assert size <= MOST_BYTES, {request.url: request.sizes() for request in code}


@pytest.mark.parametrize("path", [path for path in PAGES if "no-such" not in path])
def test_page_is_complete_without_javascript(portal, names, browser, path):
    context = browser.new_context(java_script_enabled=False, viewport=WIDTHS["phone"])
    try:
        page = context.new_page()
        page.goto(portal.url + path.format(**names))
        assert page.locator("main h1").inner_text().strip()
        assert len(page.locator("main").inner_text()) > 80
    finally:
        context.close()


def test_the_first_tab_stop_skips_to_the_content(portal, page):
    page.goto(portal.url + "/clusters/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert inside


def test_the_phone_menu_opens_and_closes_by_keyboard(portal, page):
    page.set_viewport_size(WIDTHS["phone"])
    page.goto(portal.url + "/")
    menu = page.locator("header details").first
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert menu.get_attribute("open") is not None
    assert page.get_by_role("link", name="Regions", exact=True).first.is_visible()
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
