//! Text that Leptos writes into a page as it is: the content of a text area and of the title.

/// Makes such a text harmless. In the browser it never passes through a parser, so there it stays what it is.
#[cfg(feature = "ssr")]
pub(super) fn harmless(text: String) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Makes such a text harmless: here it is already.
#[cfg(not(feature = "ssr"))]
pub(super) fn harmless(text: String) -> String {
    text
}
