//! The ways through a list that comes in pages. A page begins where the one before it ended, so the way back is kept in
//! the address: where the pages before ended, one to a line.

/// Where a page stands in its list, as the address says it: where the page before it ended, where those before that
/// ended, the latest last, and which page it is.
pub type PagePlace<T> = [T; 3];

/// As many as a page of results shows.
pub const ON_A_PAGE: usize = 25;

/// How many pages one can go back one by one. Addresses stay short enough for every server and browser on the way.
const WAY_BACK: usize = 40;

/// The page that is shown, and the addresses of those beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages {
    /// Which page it is, from 1.
    pub number: u32,
    /// How many pages there are, where that is known.
    pub of: Option<u32>,
    /// The page before, or the first one where the way back is forgotten: which it is, and its address.
    pub previous: Option<(u32, String)>,
    /// The address of the next page.
    pub next: Option<String>,
}

impl Pages {
    /// The pages beside `place`, whose list goes on after `next`; `address` makes the address of a place.
    pub fn beside(
        place: PagePlace<&str>,
        next: &str,
        address: impl Fn(PagePlace<String>) -> String,
    ) -> Self {
        let [after, earlier, page] = place;
        let number = page.parse().unwrap_or(1).clamp(1, 1_000_000);
        let previous = (!after.is_empty()).then(|| {
            let (rest, last) = earlier.rsplit_once('\n').unwrap_or(("", earlier));
            let (number, page) = match number {
                3.. if !last.is_empty() => (number - 1, (number - 1).to_string()),
                _ => (1, String::new()),
            };
            (number, address([last.to_owned(), rest.to_owned(), page]))
        });
        let next = (!next.is_empty()).then(|| {
            let mut trail: Vec<_> = earlier
                .split('\n')
                .chain([after])
                .filter(|end| !end.is_empty())
                .collect();
            trail.drain(..trail.len().saturating_sub(WAY_BACK));
            address([next.to_owned(), trail.join("\n"), (number + 1).to_string()])
        });
        Self {
            number,
            of: None,
            previous,
            next,
        }
    }

    /// The same of a list of `total`, if that is known, with [`ON_A_PAGE`] on a page. A list that has changed since its pages
    /// were counted says nothing that this page shows to be wrong.
    #[must_use]
    pub fn counted(self, total: Option<u32>) -> Self {
        let on_a_page = u32::try_from(ON_A_PAGE).unwrap_or(1);
        let least = self.number + u32::from(self.next.is_some());
        let of = total.map(|total| total.div_ceil(on_a_page).max(1));
        let is_last = self.next.is_none();
        let of = of.filter(|of| if is_last { *of == least } else { *of >= least });
        Self { of, ..self }
    }

    /// "2", or "2 of 7".
    pub fn in_words(&self) -> String {
        let number = self.number.to_string();
        match self.of {
            Some(of) => [&number, " of ", &of.to_string()].concat(),
            None => number,
        }
    }

    /// What stands behind the title of another page than the first: " (page 2 of 7)".
    pub fn in_title(&self) -> String {
        match self.number {
            1 => String::new(),
            _ => [" (page ", &self.in_words(), ")"].concat(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn beside(place: &PagePlace<String>, next: &str) -> Pages {
        let [after, earlier, page] = place;
        Pages::beside([after, earlier, page], next, |place| place.join("|"))
    }

    fn opened(address: &str) -> PagePlace<String> {
        let parts: Vec<_> = address.split('|').map(str::to_owned).collect();
        parts.try_into().unwrap()
    }

    proptest! {
        #[test]
        fn every_way_forth_and_back_ends_where_it_was(steps in prop::collection::vec(any::<bool>(), 0..120)) {
            let mut place = opened("||");
            let mut at = 1_u32;
            for forth in steps {
                let pages = beside(&place, &["end of ", &at.to_string()].concat());
                prop_assert_eq!(pages.number, at);
                if forth {
                    place = opened(&pages.next.unwrap());
                    at += 1;
                } else if let Some((number, previous)) = pages.previous {
                    place = opened(&previous);
                    prop_assert!(number == at - 1 || number == 1);
                    at = number;
                } else {
                    prop_assert_eq!(at, 1);
                }
                let expected = if at == 1 { String::new() } else { ["end of ", &(at - 1).to_string()].concat() };
                prop_assert_eq!(&place[0], &expected);
            }
        }
    }

    proptest! {
        #[test]
        fn a_page_never_claims_a_number_of_pages_that_it_disproves(
            number in 1..50_u32, more in any::<bool>(), total in 0..2_000_u32,
        ) {
            let place = ["end".to_owned(), String::new(), number.to_string()];
            let pages = beside(&place, if more { "more" } else { "" }).counted(Some(total));
            if let Some(of) = pages.of {
                prop_assert!(number <= of);
                prop_assert_eq!(more, number < of);
                prop_assert_eq!(of, total.div_ceil(25).max(1));
            }
        }
    }

    #[test]
    fn a_title_says_which_page_of_how_many() {
        let place = ["end".to_owned(), String::new(), "2".to_owned()];
        let pages = beside(&place, "more");
        assert_eq!(pages.in_title(), " (page 2)");
        assert_eq!(pages.counted(Some(161)).in_title(), " (page 2 of 7)");
        let first = beside(&opened("||"), "more").counted(Some(161));
        assert_eq!(
            (first.in_title().as_str(), first.in_words().as_str()),
            ("", "1 of 7")
        );
    }

    #[test]
    fn further_back_than_the_address_remembers_is_the_first_page() {
        let mut place = opened("||");
        for _ in 0..100 {
            place = opened(&beside(&place, "far").next.unwrap());
        }
        for number in (61..=100).rev() {
            let previous = beside(&place, "").previous.unwrap();
            assert_eq!(previous.0, number);
            place = opened(&previous.1);
        }
        assert_eq!(beside(&place, "").previous, Some((1, "||".to_owned())));
    }

    #[test]
    fn an_address_that_nobody_made_does_no_harm() {
        for page in ["0", "-1", "x", "99999999999999999999"] {
            let place = ["end".to_owned(), "\n\n".to_owned(), page.to_owned()];
            assert_eq!(beside(&place, "more").previous.unwrap().0, 1, "{page}");
        }
    }
}
