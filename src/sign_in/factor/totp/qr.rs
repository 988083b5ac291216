//! The picture that a phone's camera reads a key from.

use leptos::prelude::*;
use qrcodegen::{QrCode as Squares, QrCodeEcc};

use crate::ui::view;

/// Squares of margin that cameras need.
const MARGIN: i32 = 4;

/// A text as a QR code, drawn as one path.
#[component]
pub fn QrCode(
    /// The text.
    text: String,
    /// What the picture is, for those who do not see it.
    label: &'static str,
) -> impl IntoView {
    // No text is too long for the picture but one that nobody has for an address.
    Squares::encode_text(&text, QrCodeEcc::Medium)
        .ok()
        .map(|squares| drawing(&squares, label))
}

fn drawing(squares: &Squares, label: &'static str) -> impl IntoView + use<> {
    let side = (squares.size() + 2 * MARGIN).to_string();
    let start = (-MARGIN).to_string();
    let frame = [&start, &start, &side, &side].map(String::as_str).join(" ");
    view! {
        <svg class="app-qr" viewBox=frame role="img" aria-label=label width="220" height="220" shape-rendering="crispEdges">
            <rect x=start.clone() y=start width=side.clone() height=side fill="#fff" />
            <path d=path(squares) fill="#000" />
        </svg>
    }
}

/// The dark squares, each run of a row as one rectangle.
fn path(squares: &Squares) -> String {
    let size = squares.size();
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let run = (x..size)
                .take_while(|at| squares.get_module(*at, y))
                .count();
            let run = i32::try_from(run).unwrap_or_default();
            if run > 0 {
                path.extend([
                    "M",
                    &x.to_string(),
                    " ",
                    &y.to_string(),
                    "h",
                    &run.to_string(),
                    "v1h-",
                    &run.to_string(),
                    "z",
                ]);
            }
            x += run + 1;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_square_is_in_the_path_once_and_no_light_one() {
        let squares =
            Squares::encode_text("otpauth://totp/x?secret=ABC", QrCodeEcc::Medium).unwrap();
        let mut drawn = vec![0; usize::try_from(squares.size() * squares.size()).unwrap()];
        for run in path(&squares).split('M').skip(1) {
            let (from, rest) = run.split_once('h').unwrap();
            let (x, y) = from.split_once(' ').unwrap();
            let (x, y): (i32, i32) = (x.parse().unwrap(), y.parse().unwrap());
            let length: i32 = rest.split_once('v').unwrap().0.parse().unwrap();
            for at in x..x + length {
                drawn[usize::try_from(y * squares.size() + at).unwrap()] += 1;
            }
        }
        for y in 0..squares.size() {
            for x in 0..squares.size() {
                let times = drawn[usize::try_from(y * squares.size() + x).unwrap()];
                assert_eq!(times, i32::from(squares.get_module(x, y)), "{x} {y}");
            }
        }
    }
}
