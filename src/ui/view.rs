//! One type for every view.

/// Leptos's `view!`, with a result of one type whatever is in it. Where views meet in an `Option`, a `Vec` or a closure,
/// the browser would otherwise load the code that renders and hydrates them once for each combination.
macro_rules! view {
    ($($content:tt)*) => {
        leptos::prelude::IntoAny::into_any(leptos::prelude::view! { $($content)* }.into_inner())
    };
}
pub(crate) use view;
