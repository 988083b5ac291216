//! Types that the database keeps as a code. A code that this program does not know is an error that names its column:
//! what is decided must not rest on a row that was half read.

/// A code that is none of a type's.
#[cfg(feature = "ssr")]
#[derive(Debug, thiserror::Error)]
#[error("{code:?} is not {what}")]
pub struct UnknownCode {
    pub(crate) code: String,
    pub(crate) what: &'static str,
}

/// Lets a type be a column of a row that holds text, read by a function.
macro_rules! stored_as_text {
    ($kind:ty, $read:expr) => {
        #[cfg(feature = "ssr")]
        impl<DB: sqlx::Database> sqlx::Type<DB> for $kind
        where
            str: sqlx::Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <str as sqlx::Type<DB>>::type_info()
            }

            fn compatible(kind: &DB::TypeInfo) -> bool {
                <str as sqlx::Type<DB>>::compatible(kind)
            }
        }

        #[cfg(feature = "ssr")]
        impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for $kind
        where
            &'r str: sqlx::Decode<'r, DB>,
        {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                let read: fn(&str) -> Result<Self, sqlx::error::BoxDynError> = $read;
                read(<&str as sqlx::Decode<'r, DB>>::decode(value)?)
            }
        }
    };
}

/// A choice of several: each has a code, as stored and sent, which never changes, and words, as shown. The second name says
/// what a code of it is.
#[cfg(feature = "ssr")]
macro_rules! coded {
    (
        $(#[$meta:meta])* $vis:vis enum $Name:ident ($what:literal) {
            $($(#[$doc:meta])* $Variant:ident = $code:literal, $words:literal;)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "kebab-case")]
        $vis enum $Name { $($(#[$doc])* $Variant,)* }

        impl $Name {
            /// All of them, in their order.
            $vis const ALL: &[Self] = &[$(Self::$Variant),*];

            /// As stored and sent.
            $vis fn code(self) -> &'static str {
                match self {
                    $(Self::$Variant => $code,)*
                }
            }

            /// As shown.
            $vis fn words(self) -> &'static str {
                match self {
                    $(Self::$Variant => $words,)*
                }
            }

            /// From its code.
            $vis fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }

        $crate::base::stored::stored_by_code!($Name, $what);
    };
}

/// Lets a type with `from_code` be a column of a row, and be read out of a text that holds several.
macro_rules! stored_by_code {
    ($kind:ty, $what:literal) => {
        #[cfg(feature = "ssr")]
        impl std::str::FromStr for $kind {
            type Err = $crate::base::stored::UnknownCode;

            fn from_str(code: &str) -> Result<Self, Self::Err> {
                Self::from_code(code).ok_or_else(|| $crate::base::stored::UnknownCode {
                    code: code.to_owned(),
                    what: $what,
                })
            }
        }

        $crate::base::stored::stored_as_text!($kind, |code| Ok(code.parse::<Self>()?));
    };
}

#[cfg(feature = "ssr")]
pub(crate) use coded;
pub(crate) use stored_as_text;
pub(crate) use stored_by_code;
