"""The explorer in Chromium: list, map and address in step, by mouse and by keyboard."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
DRAWN = "#map-app[data-drawn]"
MAP = "document.querySelector('#map').portalMap"
IDLE = (
    f"() => new Promise((done) => {{ const m = {MAP}; m.once('idle', done); m.triggerRepaint(); }})"
)
# A browser may tell of a slow read-back of pixels, which only these tests ask for.
HARMLESS = re.compile(r"GPU stall|GL Driver Message")


@pytest.fixture
def faults(page, portal):
    """What a good page has none of, collected over the whole test."""
    found: list[str] = []
    host = urlsplit(portal.url).netloc

    def on_request(request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host:
            found.append(f"request to {request.url}")

    def on_console(message):
        if message.type in ("error", "warning") and not HARMLESS.search(message.text):
            found.append(f"console: {message.text}")

    page.on("request", on_request)
    page.on("console", on_console)
    page.on("pageerror", lambda error: found.append(f"error: {error}"))
    page.add_init_script(
        "addEventListener('securitypolicyviolation',"
        " (event) => console.error('CSP ' + event.violatedDirective))"
    )
    yield found
    assert not found, "\n".join(found)


@pytest.fixture
def explorer(page, portal, faults):
    """Opens an address of the explorer and waits for the map."""
    # Every frame of a flight is drawn without a graphics card here; flights add minutes.
    page.emulate_media(reduced_motion="reduce")

    def visit(query="", size=DESK):
        page.set_viewport_size(size)
        page.goto(f"{portal.url}/map/{query}")
        page.wait_for_selector(DRAWN, timeout=30_000)
        page.evaluate(IDLE)
        return page

    return visit


def settled(page):
    """Wait until the answer is in, and the map stands still."""
    page.wait_for_selector("#map-results:not([aria-busy])")
    page.wait_for_function(f"() => !{MAP}.isMoving()")
    page.evaluate(IDLE)


def drawn_keys(page, layer, key):
    script = f"(layer) => {MAP}.queryRenderedFeatures({{layers: [layer]}}).map((f) => f.properties)"
    return {properties[key] for properties in page.evaluate(script, layer)}


def listed(page):
    return page.eval_on_selector_all(
        ".map-list li[data-cluster]", "rows => rows.map((row) => row.dataset.cluster)"
    )


def asked(page):
    return parse_qs(urlsplit(page.url).query)


def axe(page):
    from axe_playwright_python.sync_playwright import Axe

    response = Axe().run(page).response
    return [
        f"{rule['id']}: {node['html'][:200]}"
        for rule in response["violations"]
        for node in rule["nodes"]
    ]


def test_the_map_is_drawn_with_everything_the_list_holds(explorer):
    page = explorer()
    colours = page.evaluate(
        f"""() => new Promise((done) => {{
          const map = {MAP};
          map.once('render', () => {{
            const gl = map.painter.context.gl, seen = new Set();
            const [width, height] = [gl.drawingBufferWidth, gl.drawingBufferHeight];
            const pixels = new Uint8Array(width * height * 4);
            gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
            for (let n = 0; n < pixels.length; n += 4) seen.add(pixels.slice(n, n + 3).join());
            done(seen.size);
          }});
          map.triggerRepaint();
        }})"""
    )
    assert colours > 20
    assert drawn_keys(page, "clusters", "slug") == set(listed(page))
    assert drawn_keys(page, "organisations", "kind") >= {"firm", "supplier", "university"}
    assert len(drawn_keys(page, "regions", "slug")) == 12
    assert not page.locator(".map-picture").is_visible()


def test_a_filter_changes_list_map_and_address_and_back_undoes_it(explorer):
    page = explorer()
    everything = listed(page)
    page.locator(".map-facet summary", has_text="Sector").click()
    page.check("input[name=sector][value=nuclear]")
    settled(page)
    assert asked(page) == {"sector": ["nuclear"]}
    some = listed(page)
    assert 0 < len(some) < len(everything)
    assert drawn_keys(page, "clusters", "slug") == set(some)
    assert f"{len(some)} cluster" in page.locator("#live").inner_text()

    page.fill("#map-q", "submarine")
    page.wait_for_url(re.compile("q=submarine"))
    settled(page)
    assert len(listed(page)) < len(some)

    page.go_back()
    settled(page)
    assert listed(page) == some
    assert page.input_value("#map-q") == ""
    page.go_back()
    settled(page)
    assert listed(page) == everything
    assert not page.is_checked("input[name=sector][value=nuclear]")
    assert drawn_keys(page, "clusters", "slug") == set(everything)
    page.go_forward()
    settled(page)
    assert page.is_checked("input[name=sector][value=nuclear]")


def test_a_chip_takes_its_filter_away_without_leaving_the_page(explorer):
    page = explorer("?region=wales&stage=established")
    page.evaluate("window.stayed = true")
    page.locator(".map-chips a", has_text="Established").click()
    settled(page)
    assert asked(page) == {"region": ["wales"]}
    assert not page.is_checked("input[name=stage][value=established]")
    assert page.evaluate("window.stayed")


def test_layers_can_be_switched_off(explorer):
    page = explorer()
    page.uncheck("input[name=layer][value=organisations]")
    settled(page)
    assert drawn_keys(page, "organisations", "kind") == set()
    assert page.locator("li[data-organisation]").count() == 0
    assert "organisations" not in asked(page)["layer"]
    page.check("input[name=layer][value=organisations]")
    settled(page)
    assert asked(page) == {}
    assert drawn_keys(page, "organisations", "kind")


def test_a_cluster_is_opened_and_closed_by_keyboard_alone(explorer):
    page = explorer()
    first = page.locator(".map-list li[data-cluster] a").nth(2)
    slug = listed(page)[2]
    name = first.inner_text()
    first.focus()
    page.keyboard.press("Enter")
    settled(page)
    assert asked(page)["cluster"] == [slug]
    assert page.evaluate("document.activeElement.id") == "map-panel"
    assert page.locator("#map-panel-name").inner_text() == name
    assert page.locator("#live").inner_text() == name
    assert not page.locator(".map-list").is_visible()
    assert drawn_keys(page, "cluster-selected", "slug") == {slug}
    assert "member" in drawn_keys(page, "links-member", "kind")

    page.keyboard.press("Escape")
    settled(page)
    assert "cluster" not in asked(page)
    assert page.evaluate("document.activeElement.closest('li').dataset.cluster") == slug
    assert drawn_keys(page, "cluster-selected", "slug") == set()


def test_the_profile_is_one_step_from_the_open_cluster(explorer):
    page = explorer("?cluster=derby-aerospace-and-nuclear")
    assert page.locator("#map-panel").is_visible()
    assert page.evaluate(f"{MAP}.getZoom()") > 7
    assert drawn_keys(page, "links-supplies", "kind") == {"supplies"}
    assert page.locator(".map-legend-links").first.is_visible()
    page.get_by_role("link", name="Open the profile").click()
    page.wait_for_url(re.compile("/clusters/derby-aerospace-and-nuclear/"))


def test_pointing_at_the_list_rings_the_map_and_the_other_way(explorer):
    page = explorer("?region=scotland")
    row = page.locator(".map-list li[data-cluster]").first
    slug = listed(page)[0]
    row.hover()
    page.evaluate(IDLE)
    assert drawn_keys(page, "cluster-hover", "slug") == {slug}

    lonely = "aberdeen-energy-transition"
    place = page.evaluate(
        f"""(slug) => {{
          const map = {MAP};
          const filter = ['==', ['get', 'slug'], slug];
          const [one] = map.querySourceFeatures('clusters', {{filter}});
          const at = map.project(one.geometry.coordinates);
          const box = map.getCanvas().getBoundingClientRect();
          return [at.x + box.x, at.y + box.y];
        }}""",
        lonely,
    )
    page.mouse.move(*place)
    page.wait_for_selector(f"li[data-cluster={lonely}].is-active")
    assert page.locator(".map-hover").inner_text().startswith("Aberdeen energy transition")
    page.mouse.click(*place)
    page.wait_for_selector(f"#map-panel[data-cluster={lonely}]")
    settled(page)
    assert asked(page)["cluster"] == [lonely]


def test_arrow_keys_move_the_map_and_the_address_remembers(explorer):
    page = explorer()
    page.focus("#map canvas")
    before = page.evaluate(f"{MAP}.getCenter().lng")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("lon="))
    settled(page)
    moved = page.evaluate(f"{MAP}.getCenter().lng")
    assert moved > before
    page.keyboard.press("+")
    page.wait_for_function(f"() => {MAP}.getZoom() > 5")
    settled(page)
    zoom, centre = page.evaluate(f"[{MAP}.getZoom(), {MAP}.getCenter().lng]")
    page.reload()
    page.wait_for_selector(DRAWN)
    assert page.evaluate(f"{MAP}.getZoom()") == pytest.approx(zoom, abs=0.02)
    assert page.evaluate(f"{MAP}.getCenter().lng") == pytest.approx(centre, abs=0.01)


def test_a_place_is_found_by_keyboard_and_the_nearest_come_first(explorer):
    page = explorer()
    box = page.get_by_role("combobox", name="Find a place")
    box.press_sequentially("newport, w", delay=30)
    options = page.get_by_role("option")
    options.first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("place=Newport"))
    settled(page)
    assert box.get_attribute("aria-expanded") == "false"
    assert "Newport, Wales" in page.locator(".map-near").inner_text()
    assert listed(page)[0] in {"cardiff-and-newport-fintech", "south-wales-compound-semiconductors"}
    assert page.evaluate(f"{MAP}.getZoom()") > 7

    page.fill("#map-place", "Zzyzx")
    page.keyboard.press("Enter")
    settled(page)
    assert "We do not know a place called “Zzyzx”" in page.locator("#map-results").inner_text()


def test_less_motion_means_no_flight_and_otherwise_there_is_one(page, explorer):
    explorer()
    page.locator(".map-list li[data-cluster] a").first.click()
    page.wait_for_function(f"() => {MAP}.getZoom() > 7")
    assert not page.evaluate(f"{MAP}.isMoving()")
    page.emulate_media(reduced_motion="no-preference")
    page.get_by_role("button", name="Show the whole country").click()
    assert page.evaluate(f"{MAP}.isMoving()")
    page.wait_for_function(f"() => !{MAP}.isMoving()")


def test_the_map_follows_the_dark_of_the_system(page, explorer):
    explorer()
    read = f"() => {MAP}.getPaintProperty('regions', 'fill-color')"
    light = page.evaluate(read)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.wait_for_function(f"(light) => {MAP}.isStyleLoaded() && ({read})() !== light", arg=light)
    page.evaluate(IDLE)
    assert drawn_keys(page, "clusters", "slug") == set(listed(page))


def test_the_sheet_of_a_phone_leaves_the_map_in_sight(explorer):
    page = explorer(size=PHONE)
    sheet = page.locator(".map-sheet")
    assert sheet.bounding_box()["y"] > 400
    country = page.evaluate(f"{MAP}.project([-1.5, 50.8]).y")
    assert country < sheet.bounding_box()["y"] - page.locator("#map").bounding_box()["y"]
    page.locator(".map-rail summary", has_text="Filters").click()
    assert page.locator("#map-place").is_visible()
    page.locator("[data-sheet-handle]").click()
    assert sheet.get_attribute("data-sheet") == "full"
    page.locator("[data-sheet-handle]").click()
    assert sheet.get_attribute("data-sheet") == "peek"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize(
    ("size", "scheme", "query"),
    [
        (DESK, "light", "?cluster=derby-aerospace-and-nuclear"),
        (DESK, "dark", "?region=atlantis&place=Zzyzx&sector=nuclear"),
        (PHONE, "light", ""),
        (PHONE, "dark", "?cluster=derby-aerospace-and-nuclear"),
    ],
)
def test_axe_finds_nothing(page, explorer, size, scheme, query):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    explorer(query, size)
    assert axe(page) == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_in_the_table(page, portal, faults, size):
    page.set_viewport_size(size)
    page.goto(f"{portal.url}/map/?view=table&sector=nuclear&place=Derby")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_switch_leads_to_the_table_with_the_same_filters(explorer):
    page = explorer("?sector=nuclear")
    rows = listed(page)
    page.get_by_role("link", name="Table", exact=True).click()
    page.wait_for_url(re.compile("view=table"))
    table = page.eval_on_selector_all(
        "tr[data-cluster]", "rows => rows.map((row) => row.dataset.cluster)"
    )
    assert table == rows


def test_without_scripts_filters_place_and_picture_work(browser, portal):
    context = browser.new_context(java_script_enabled=False, viewport=DESK)
    try:
        page = context.new_page()
        page.goto(f"{portal.url}/map/")
        assert page.locator(".map-picture").is_visible()
        page.check("input[name=stage][value=emerging]")
        page.fill("#map-place", "S1 2HH")
        page.get_by_role("button", name="Apply filters").click()
        assert asked(page)["stage"] == ["emerging"]
        assert "Sheffield postcode area" in page.locator(".map-near").inner_text()
        page.locator(".map-list li[data-cluster] a").first.click()
        assert page.locator("#map-panel").is_visible()
        assert page.locator(".map-list").is_visible()
    finally:
        context.close()


def test_a_browser_that_cannot_draw_is_told_and_keeps_the_list(page, portal, faults):
    page.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {"
        "  return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest); };"
    )
    page.goto(f"{portal.url}/map/")
    page.get_by_text("cannot draw the moving map").wait_for()
    assert page.locator(".map-picture").is_visible()
    page.check("input[name=stage][value=emerging]")
    page.locator(".map-chips a", has_text="Emerging").wait_for()
    assert asked(page) == {"stage": ["emerging"]}
    assert page.locator(".map-picture-dot").count() == len(listed(page)) > 0
