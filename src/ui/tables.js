// Large tables of the program: moving in them with the arrow keys, as the ARIA practices describe a grid, and what the mouse does to
// many boxes at once. Without it every box and link is a stop of the Tab key, and nothing is missing that could not be done.
{
  // What in a cell has the focus instead of the cell.
  const WIDGETS = "input:enabled, a, summary";
  const stop = (element, is) => element.setAttribute("tabindex", is ? 0 : -1);
  const stopsOf = (cell) => {
    const widgets = [...cell.querySelectorAll(WIDGETS)];
    return widgets.length ? widgets : [cell];
  };

  // The body of a table becomes one stop.
  const prepare = () => {
    for (const region of document.querySelectorAll("[data-grid]:not([data-ready])")) {
      region.dataset.ready = "";
      region.tabIndex = -1;
      region.querySelector("table").setAttribute("role", "grid");
      region.querySelectorAll(`tbody :is(${WIDGETS})`).forEach((widget, index) => stop(widget, index === 0));
    }
  };
  // What came of a form that shows its table again has the focus.
  const tell = () => {
    const told = document.querySelector("[data-told]");
    told?.focus();
    told?.removeAttribute("data-told");
  };
  addEventListener("DOMContentLoaded", () => {
    prepare();
    new MutationObserver(() => (prepare(), tell())).observe(document.body, { childList: true, subtree: true });
  });

  // The same cell of the next row, or of the one before, that is divided alike.
  const across = (region, cell, by) => {
    const row = cell.parentElement;
    const rows = [...region.querySelectorAll("tbody tr")];
    for (let at = rows.indexOf(row) + by; rows[at]; at += by)
      if (rows[at].childElementCount === row.childElementCount) return stopsOf(rows[at].children[cell.cellIndex])[0];
  };
  const target = (event, region, cell) => {
    const stops = [...cell.parentElement.children].flatMap(stopsOf);
    const at = stops.indexOf(event.target);
    switch (event.key) {
      case "ArrowLeft":
        return stops[at - 1];
      case "ArrowRight":
        return stops[at + 1];
      case "Home":
        return stops[0];
      case "End":
        return stops.at(-1);
      case "ArrowUp":
        return across(region, cell, -1);
      case "ArrowDown":
        return across(region, cell, 1);
    }
  };
  addEventListener("keydown", (event) => {
    const cell = event.target.closest?.("[data-grid] tbody :is(td, th)");
    if (!cell || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    // Enter checks what was ticked: the first button of the form is another one.
    const button = event.key === "Enter" && event.target.form?.querySelector("button[value=check]");
    const next = target(event, cell.closest("[data-grid]"), cell);
    if (!button && !next) return;
    event.preventDefault();
    if (button) return button.click();
    if (!next.hasAttribute("tabindex")) stop(next, false);
    next.focus();
  });
  addEventListener("focusin", ({ target }) => {
    const body = target.closest("[data-grid] tbody");
    if (!body) return;
    body.parentElement.querySelectorAll("tbody [tabindex='0']").forEach((before) => stop(before, false));
    stop(target, true);
  });

  let last;
  addEventListener("click", (event) => {
    const row = event.target.closest?.("[data-row]")?.closest("tr");
    if (row) {
      // Each box is clicked, so that it is counted as if the reader had: those to tick, or else those to untick.
      event.preventDefault();
      const boxes = [...row.querySelectorAll("input:enabled")];
      const unticked = boxes.filter((box) => !box.checked);
      for (const box of unticked.length ? unticked : boxes) box.click();
    }
    const { pick } = event.target.closest?.("[data-pick]")?.dataset ?? {};
    if (pick) document.getElementById("which").value = pick;
    const people = [...document.getElementsByName("people[]")];
    const setAll = (boxes, checked) => {
      for (const box of boxes) box.checked = checked;
      boxes[0]?.dispatchEvent(new Event("change", { bubbles: true }));
    };
    if (event.target.closest?.("[data-all]")) {
      event.preventDefault();
      setAll(people, true);
    }
    if (event.target.name !== "people[]") return;
    // With Shift, every box from the one pressed before to this one alike.
    const [at, from] = [people.indexOf(event.target), people.indexOf(last)];
    if (event.shiftKey && from >= 0)
      setAll(people.slice(Math.min(at, from), Math.max(at, from) + 1), event.target.checked);
    last = event.target;
  });
}
