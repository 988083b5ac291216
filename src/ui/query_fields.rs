//! What is asked for in the query of an address, one text for each field. Everything that has to know the fields by name
//! follows from their one list, so that a new one can't be forgotten in some of it.

/// The type for a query, with the fields it has in the order in which they stand in an address. After a semicolon stands
/// the field that says where the page before ended, if what is found comes in pages: whatever else changes begins again.
/// With it come two more, for the way back: where the pages before that ended, and which page this is.
macro_rules! query_fields {
    (
        $(#[$about:meta])*
        pub struct $Query:ident {
            $($(#[$says:meta])* $field:ident),+
            $(; $(#[$ends:meta])* $after:ident)?
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub struct $Query {
            $($(#[$says])* pub $field: String,)+
            $(
                $(#[$ends])* pub $after: String,
                /// Where the pages before that one ended, the latest last.
                pub earlier: String,
                /// Which page this is; empty for the first.
                pub page: String,
            )?
        }

        impl $Query {
            /// Name and value of every field that is not empty.
            fn parts(&self) -> Vec<(&'static str, &str)> {
                let mut parts = vec![
                    $((stringify!($field), self.$field.as_str()),)+
                    $(
                        (stringify!($after), self.$after.as_str()),
                        ("earlier", self.earlier.as_str()),
                        ("page", self.page.as_str()),
                    )?
                ];
                parts.retain(|(_, value)| !value.is_empty());
                parts
            }

            /// The address that asks for this at `path`.
            pub fn address(&self, path: &str) -> String {
                $crate::ui::with_query(path, &self.parts())
            }

            /// Reads it from wherever a value is found by its name, without the space around it.
            pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
                let part = |name: &str| get(name).unwrap_or_default().trim().to_owned();
                Self {
                    $($field: part(stringify!($field)),)+
                    $($after: part(stringify!($after)), earlier: part("earlier"), page: part("page"),)?
                }
            }

            /// The same without what the field `name` asks for, from its beginning.
            #[must_use]
            pub fn without(&self, name: &str) -> Self {
                let mut rest = self.clone();
                $(rest = Self { $after: String::new(), earlier: String::new(), page: String::new(), ..rest };)?
                match name {
                    $(stringify!($field) => rest.$field.clear(),)+
                    _ => {}
                }
                rest
            }

            $(
                /// The same from its beginning.
                #[must_use]
                pub fn first_page(&self) -> Self {
                    self.at_page("")
                }

                /// The same from where a page ended.
                #[must_use]
                pub fn at_page(&self, after: &str) -> Self {
                    self.at([after, "", ""].map(str::to_owned))
                }

                /// The same at another place of the list.
                fn at(&self, [$after, earlier, page]: $crate::ui::PagePlace<String>) -> Self {
                    Self { $after, earlier, page, ..self.clone() }
                }

                /// The page this is at `path`, and those beside it, where the list goes on after `next`.
                pub fn pages(&self, path: &str, next: &str) -> $crate::ui::Pages {
                    let place = [&*self.$after, &*self.earlier, &*self.page];
                    $crate::ui::Pages::beside(place, next, |place| self.at(place).address(path))
                }
            )?
        }
    };
}
pub(crate) use query_fields;

#[cfg(test)]
mod tests {
    query_fields! {
        /// Books.
        pub struct Books {
            /// Words of the title.
            title,
            /// Who wrote them.
            author;
            /// The last book of the page before.
            after
        }
    }

    fn books() -> Books {
        Books {
            title: "war & peace".to_owned(),
            author: "tolstoy".to_owned(),
            after: "17".to_owned(),
            ..Books::default()
        }
    }

    #[test]
    fn an_address_has_the_fields_that_say_something_in_their_order() {
        let address = "/books?title=war%20%26%20peace&author=tolstoy&after=17";
        assert_eq!(books().address("/books"), address);
        assert_eq!(Books::default().address("/books"), "/books");
    }

    #[test]
    fn every_field_is_read_by_its_own_name_without_what_stands_around_it() {
        let read = Books::read(|name| Some([" ", name, " "].concat()));
        let (title, author, after) = ("title".into(), "author".into(), "after".into());
        assert_eq!(
            (read.title, read.author, read.after),
            (title, author, after)
        );
    }

    #[test]
    fn what_is_left_of_it_without_a_field_begins_again() {
        let rest = books().without("author");
        assert_eq!(rest.address("/books"), "/books?title=war%20%26%20peace");
        assert_eq!(books().without("publisher"), books().first_page());
    }

    #[test]
    fn only_pages_that_there_are_have_an_address() {
        let beginning = books().first_page();
        let pages = beginning.pages("/books", "");
        assert_eq!((pages.number, pages.previous, pages.next), (1, None, None));
        let second = beginning.pages("/books", "17").next.unwrap();
        assert_eq!(
            second,
            "/books?title=war%20%26%20peace&author=tolstoy&after=17&page=2"
        );
        let second = Books {
            page: "2".to_owned(),
            ..books()
        };
        let pages = second.pages("/books", "18");
        assert_eq!(pages.previous, Some((1, beginning.address("/books"))));
        let third = Books {
            after: "18".to_owned(),
            earlier: "17".to_owned(),
            page: "3".to_owned(),
            ..books()
        };
        assert_eq!(pages.next, Some(third.address("/books")));
        let pages = third.pages("/books", "");
        assert_eq!(pages.previous, Some((2, second.address("/books"))));
    }
}
