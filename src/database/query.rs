//! One SQL statement and its values, before it is known which database will run it.

use sqlx::{
    Arguments as _, Database, Encode, Postgres, Sqlite, Type,
    postgres::{PgArguments, PgQueryResult},
    query::QueryAs,
    sqlite::{SqliteArguments, SqliteQueryResult},
};
use uuid::Uuid;

use crate::{
    access::Role,
    base::{
        dates::{Date, Instant},
        ids::{GmcNumber, OdsCode, UserId},
        search_words::range_end,
    },
    database::db::Row,
};

/// A value bound to a statement. `None` is NULL.
#[derive(Debug, Clone)]
pub enum Value {
    /// Text; dates and codes too.
    Text(Option<String>),
    /// Every number is 64 bits wide.
    Int(Option<i64>),
    /// True or false.
    Bool(bool),
    /// An identifier.
    Uuid(Option<Uuid>),
    /// A hash.
    Bytes(Vec<u8>),
}

/// A statement in the subset of SQL that SQLite and PostgreSQL share, with its values in order.
#[derive(Debug, Clone)]
pub struct Query {
    text: Text,
    values: Vec<Value>,
}

/// Fixed where possible: then the text is never copied.
#[derive(Debug, Clone)]
enum Text {
    Fixed(&'static str),
    Built(String),
}

impl Query {
    /// A statement with `$1`, `$2`... for the values that [`Query::bind`] adds in order.
    pub fn new(text: &'static str) -> Self {
        Self {
            text: Text::Fixed(text),
            values: Vec::new(),
        }
    }

    /// A statement with names of the database's own catalogue in it, quoted: for whole tables, whichever they are.
    pub(super) fn of_catalogue(text: String) -> Self {
        Self {
            text: Text::Built(text),
            values: Vec::new(),
        }
    }

    /// Adds the value of the next parameter.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into().storable());
        self
    }

    /// Adds a piece of fixed text to the statement.
    pub fn push(&mut self, text: &'static str) -> &mut Self {
        self.built().push_str(text);
        self
    }

    /// Adds a parameter to the text and its value to the list.
    pub fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into().storable());
        let number = self.values.len().to_string();
        let text = self.built();
        text.push('$');
        text.push_str(&number);
        self
    }

    /// Adds `($1, $2, ...)`. An empty list matches nothing.
    pub fn push_list<T: Into<Value>>(&mut self, values: impl IntoIterator<Item = T>) -> &mut Self {
        let mut before = "(";
        for value in values {
            self.push(before).push_bind(value);
            before = ", ";
        }
        self.push(if before == "(" { "(NULL)" } else { ")" })
    }

    /// Adds the condition that a column begins with one of some texts. There must be some.
    pub fn push_beginnings(&mut self, column: &'static str, beginnings: &[String]) -> &mut Self {
        let mut before = "(";
        for beginning in beginnings {
            self.push(before)
                .push(column)
                .push(" >= ")
                .push_bind(beginning)
                .push(" AND ")
                .push(column)
                .push(" < ")
                .push_bind(range_end(beginning));
            before = " OR ";
        }
        self.push(")")
    }

    /// Adds `(VALUES ($1, $2), ...)`: what users and practices together are looked for in. There must be some.
    pub fn push_pairs(&mut self, pairs: &[(UserId, &OdsCode)]) -> &mut Self {
        let mut before = "(VALUES (";
        for (user, practice) in pairs {
            self.push(before)
                .push_bind(*user)
                .push(", ")
                .push_bind(*practice);
            before = "), (";
        }
        self.push("))")
    }

    /// The same statement with other values, for one that is run many times.
    #[must_use]
    pub fn with_values(&self, values: impl IntoIterator<Item = Value>) -> Self {
        Self {
            text: self.text.clone(),
            values: values.into_iter().collect(),
        }
    }

    /// Its text, to be named where a row of it can't be read.
    pub(super) fn statement(&self) -> Statement {
        Statement(self.text.clone())
    }

    fn built(&mut self) -> &mut String {
        if let Text::Fixed(text) = self.text {
            self.text = Text::Built(text.to_owned());
        }
        match &mut self.text {
            Text::Built(text) => text,
            Text::Fixed(_) => unreachable!("made a built text just above"),
        }
    }

    #[expect(
        clippy::disallowed_types,
        reason = "a built text consists of fixed pieces, parameter numbers and quoted names of the catalogue: nothing else is taken"
    )]
    fn parts(self) -> (sqlx::SqlStr, Vec<Value>) {
        use sqlx::{AssertSqlSafe, SqlSafeStr as _};
        let text = match self.text {
            Text::Fixed(text) => text.into_sql_str(),
            Text::Built(text) => AssertSqlSafe(text).into_sql_str(),
        };
        (text, self.values)
    }

    pub(super) fn sqlite<T: Row>(
        self,
    ) -> sqlx::Result<QueryAs<'static, Sqlite, T, SqliteArguments>> {
        let (text, values) = self.parts();
        Ok(sqlx::query_as_with(text, arguments::<Sqlite>(values)?))
    }

    pub(super) fn postgres<T: Row>(
        self,
    ) -> sqlx::Result<QueryAs<'static, Postgres, T, PgArguments>> {
        let (text, values) = self.parts();
        Ok(sqlx::query_as_with(text, arguments::<Postgres>(values)?))
    }

    pub(super) async fn sqlite_execute(
        self,
        conn: &mut sqlx::SqliteConnection,
    ) -> sqlx::Result<SqliteQueryResult> {
        let (text, values) = self.parts();
        let arguments = arguments::<Sqlite>(values)?;
        sqlx::query_with(text, arguments).execute(conn).await
    }

    pub(super) async fn postgres_execute(
        self,
        conn: &mut sqlx::PgConnection,
    ) -> sqlx::Result<PgQueryResult> {
        let (text, values) = self.parts();
        let arguments = arguments::<Postgres>(values)?;
        sqlx::query_with(text, arguments).execute(conn).await
    }
}

/// The text of a statement that runs.
pub(super) struct Statement(Text);

impl Statement {
    /// An error about a column names the statement too: a column alone may be of any table.
    pub(super) fn named_by(&self, error: sqlx::Error) -> sqlx::Error {
        /// Enough to find it; lists of parameters may be long.
        const MOST: usize = 1000;
        let sqlx::Error::ColumnDecode { index, source } = error else {
            return error;
        };
        let text = match &self.0 {
            Text::Fixed(text) => *text,
            Text::Built(text) => text.as_str(),
        };
        let words: Vec<_> = text.split_whitespace().collect();
        let text: String = words.join(" ").chars().take(MOST).collect();
        sqlx::Error::ColumnDecode {
            index,
            source: [&source.to_string(), " in ", &text].concat().into(),
        }
    }
}

/// Turns the untyped values into what a database binds.
fn arguments<D: Database>(values: Vec<Value>) -> sqlx::Result<D::Arguments>
where
    Option<String>: for<'q> Encode<'q, D> + Type<D>,
    Option<i64>: for<'q> Encode<'q, D> + Type<D>,
    bool: for<'q> Encode<'q, D> + Type<D>,
    Option<Uuid>: for<'q> Encode<'q, D> + Type<D>,
    Vec<u8>: for<'q> Encode<'q, D> + Type<D>,
{
    let mut arguments = D::Arguments::default();
    for value in values {
        match value {
            Value::Text(value) => arguments.add(value),
            Value::Int(value) => arguments.add(value),
            Value::Bool(value) => arguments.add(value),
            Value::Uuid(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

impl Value {
    /// PostgreSQL's text holds every character but NUL; so that both databases say the same, neither gets one.
    fn storable(self) -> Self {
        match self {
            Self::Text(Some(text)) if text.contains('\0') => {
                Self::Text(Some(text.replace('\0', "")))
            }
            value => value,
        }
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}
impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(Some(value.clone()))
    }
}
impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}
impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}
impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
impl From<Uuid> for Value {
    fn from(value: Uuid) -> Self {
        Self::Uuid(Some(value))
    }
}
impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}
impl From<[u8; 32]> for Value {
    fn from(value: [u8; 32]) -> Self {
        Self::Bytes(value.to_vec())
    }
}
impl From<UserId> for Value {
    fn from(value: UserId) -> Self {
        Self::Uuid(Some(value.0))
    }
}
impl From<Option<UserId>> for Value {
    fn from(value: Option<UserId>) -> Self {
        Self::Uuid(value.map(|id| id.0))
    }
}
impl From<&OdsCode> for Value {
    fn from(value: &OdsCode) -> Self {
        Self::Text(Some(value.to_string()))
    }
}
impl From<&GmcNumber> for Value {
    fn from(value: &GmcNumber) -> Self {
        Self::Text(Some(value.to_string()))
    }
}
impl From<Option<Uuid>> for Value {
    fn from(value: Option<Uuid>) -> Self {
        Self::Uuid(value)
    }
}
impl From<Option<&OdsCode>> for Value {
    fn from(value: Option<&OdsCode>) -> Self {
        Self::Text(value.map(ToString::to_string))
    }
}
impl From<Role> for Value {
    fn from(value: Role) -> Self {
        Self::Text(Some(value.code().to_owned()))
    }
}
impl From<Date> for Value {
    fn from(value: Date) -> Self {
        Self::Text(Some(value.to_string()))
    }
}
impl From<Option<Date>> for Value {
    fn from(value: Option<Date>) -> Self {
        Self::Text(value.map(|date| date.to_string()))
    }
}
impl From<Instant> for Value {
    fn from(value: Instant) -> Self {
        Self::Int(Some(value.0))
    }
}
