//! Moving about in a large table with the arrow keys, as the ARIA practices describe a grid: the Tab key stops at its body once,
//! the arrows go from cell to cell, Home and End to the ends of a row, and Enter in a box presses the form's button. Without a
//! script every box and link is a stop of its own.

use leptos::{
    ev::{FocusEvent, KeyboardEvent},
    html,
    prelude::*,
    wasm_bindgen::JsCast as _,
};
use web_sys::{Element, HtmlElement};

/// What in a cell has the focus instead of the cell.
const WIDGETS: &str = "input:enabled, a, summary";

/// A region with a table, to be given to the element around it.
#[derive(Clone, Copy)]
pub struct Grid(pub NodeRef<html::Div>);

impl Grid {
    /// Makes the table a grid once it is in the browser.
    pub fn new() -> Self {
        let region = NodeRef::<html::Div>::new();
        Effect::new(move |_| {
            let Some(region) = region.get() else { return };
            let region: &Element = &region;
            let _ = region.set_attribute("tabindex", "-1");
            for (index, widget) in within(region, &body(WIDGETS)).into_iter().enumerate() {
                let stop = if index == 0 { "0" } else { "-1" };
                let _ = widget.set_attribute("tabindex", stop);
            }
            for table in within(region, "table") {
                let _ = table.set_attribute("role", "grid");
            }
        });
        Self(region)
    }

    /// Whatever has the focus in the body is its stop.
    pub fn on_focus(self, event: &FocusEvent) {
        let (Some(region), Some(now)) = (self.0.get_untracked(), element(event.target())) else {
            return;
        };
        if now.closest("tbody").ok().flatten().is_none() {
            return;
        }
        for before in within(&region, "tbody [tabindex='0']") {
            let _ = before.set_attribute("tabindex", "-1");
        }
        let _ = now.set_attribute("tabindex", "0");
    }

    /// Goes where a key leads.
    pub fn on_key(self, event: &KeyboardEvent) {
        let other = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
        let (Some(region), Some(from)) = (self.0.get_untracked(), element(event.target())) else {
            return;
        };
        let Some(cell) = from
            .closest("tbody td, tbody th")
            .ok()
            .flatten()
            .filter(|_| !other)
        else {
            return;
        };
        let to = match event.key().as_str() {
            "ArrowLeft" => along(&cell, &from, |at, _| at.checked_sub(1)),
            "ArrowRight" => along(&cell, &from, |at, _| Some(at + 1)),
            "Home" => along(&cell, &from, |_, _| Some(0)),
            "End" => along(&cell, &from, |_, count| count.checked_sub(1)),
            "ArrowUp" => across(&region, &cell, false),
            "ArrowDown" => across(&region, &cell, true),
            "Enter" if from.tag_name() == "INPUT" => {
                event.prevent_default();
                press(&from);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        if let Some(to) = to {
            if !to.has_attribute("tabindex") {
                let _ = to.set_attribute("tabindex", "-1");
            }
            let _ = to.unchecked_into::<HtmlElement>().focus();
        }
    }
}

/// The parts of a selector, each within the table's body.
fn body(parts: &str) -> String {
    let parts: Vec<_> = parts
        .split(", ")
        .map(|part| ["tbody ", part].concat())
        .collect();
    parts.join(", ")
}

fn element(target: Option<web_sys::EventTarget>) -> Option<Element> {
    target?.dyn_into().ok()
}

fn within(element: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = element.query_selector_all(selector) else {
        return Vec::new();
    };
    let nodes = (0..found.length()).filter_map(|index| found.get(index));
    nodes.filter_map(|node| node.dyn_into().ok()).collect()
}

/// What has the focus in a cell: what it has to press or tick, or else the cell.
fn stops(cell: &Element) -> Vec<Element> {
    let widgets = within(cell, WIDGETS);
    if widgets.is_empty() {
        vec![cell.clone()]
    } else {
        widgets
    }
}

fn cells(row: &Element) -> Vec<Element> {
    within(row, "td, th")
}

/// Another stop of the same row. `to`: from the place of the present one and how many there are.
fn along(
    cell: &Element,
    from: &Element,
    to: impl Fn(usize, usize) -> Option<usize>,
) -> Option<Element> {
    let row = cell.parent_element()?;
    let stops: Vec<_> = cells(&row).iter().flat_map(stops).collect();
    let at = stops.iter().position(|stop| stop == from)?;
    stops.get(to(at, stops.len())?).cloned()
}

/// The same cell of the next row, or of the one before, that is divided alike.
fn across(region: &Element, cell: &Element, down: bool) -> Option<Element> {
    let row = cell.parent_element()?;
    let place = cells(&row).iter().position(|child| child == cell)?;
    let mut rows = within(region, "tbody tr");
    if !down {
        rows.reverse();
    }
    let alike = |other: &Element| other.child_element_count() == row.child_element_count();
    let next = rows
        .into_iter()
        .skip_while(|other| *other != row)
        .skip(1)
        .find(alike)?;
    stops(cells(&next).get(place)?).into_iter().next()
}

/// Presses the button of the form that checks what was ticked, not the first one in it.
fn press(from: &Element) {
    let form = from.closest("form").ok().flatten();
    let button = form.and_then(|form| form.query_selector("button[value='check']").ok().flatten());
    if let Some(button) = button {
        button.unchecked_into::<HtmlElement>().click();
    }
}
