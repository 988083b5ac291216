//! Searching users in the database.
//!
//! A reader with practices of their own has few users: the search goes through those. The registration team's has
//! all users: there a text is found through ranges of the sorted words, so that its cost depends on the length of a
//! page and not on the number of users (see [`super::store::national`]).

mod beside;
mod national;
mod scoped;
mod word;

use beside::{account_page, counted, mark_locked, mark_undelivered, practice_name};
use word::Word;

use super::{By, Counted, Found, FoundPlace, Search, SearchPage, Sort, Suggestion};
use crate::{
    access::{Actor, Membership, Scope},
    base::{
        clock::{bounds_of, date_of},
        dates::{Date, Instant},
        ids::{OdsCode, UserId},
        search_words,
        text::{full_name, shown_address, shown_name, username},
    },
    database::{Db, FIELD_END, Failure, Query},
    performers::store::{LINKS, LINKS_END, links_in},
    sign_in::throttle::locked_users,
    ui::addresses,
    users::LastSignIn,
    web::session::{PLACES, places},
};

/// One user of a page, with their places in one text.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Row {
    id: UserId,
    email: String,
    title: String,
    first_name: String,
    last_name: String,
    sort_name: String,
    gmc_number: Option<String>,
    last_sign_in_at: Option<Instant>,
    /// Whether they work, or are to work, at a practice of the reader's.
    works_here: bool,
    /// The word that was found, where a word led to the user; else what they are ordered by.
    token: String,
    /// The places in scope with the roles in force, in one text.
    places: Option<String>,
    /// A GP's links in scope, in one text.
    links: Option<String>,
    /// How many match in all, where that is counted.
    total: i64,
}

/// The condition that the place `m`, of a user who is known already, is one of the reader's. `|| ''` keeps the column
/// out of the index on purpose: SQLite would look for the user at each of the reader's practices, 300 times for an
/// administrator of 300, where the user has one or two places.
const PLACE_IN_SCOPE: &str = " AND m.ods || '' IN (SELECT ods FROM scope)";

/// What is sought, in the form the database understands.
pub(super) struct Sought<'a> {
    search: &'a Search,
    scope: &'a Scope,
    words: Vec<Word>,
    /// Whether a text was given that has neither letters nor digits: it finds nobody, not everybody.
    wordless: bool,
    today: Date,
    /// Those who cannot log in for a while, if they are asked for.
    locked: Option<Vec<UserId>>,
    /// The order, if it is not too dear.
    sort: Sort,
    /// Whether the places of those who are found are wanted.
    places: bool,
}

impl<'a> Sought<'a> {
    pub(crate) async fn read(
        db: &Db,
        search: &'a Search,
        scope: &'a Scope,
        now: Instant,
    ) -> Result<Self, Failure> {
        let plain = search_words::sought(&search.q);
        let mut sought = Vec::with_capacity(plain.len());
        for forms in plain {
            sought.push(Word::read(db, scope, forms).await?);
        }
        let locked = if search.is_for_locked() {
            Some(locked_users(&mut db.read().await?, now).await?)
        } else {
            None
        };
        Ok(Self {
            search,
            scope,
            locked,
            sort: Sort::from_code(&search.sort),
            wordless: sought.is_empty() && !search.q.trim().is_empty(),
            words: sought,
            today: date_of(now),
            places: true,
        })
    }
}

/// One page of a search.
pub(crate) async fn search(
    db: &Db,
    actor: &Actor,
    scope: &Scope,
    search: &Search,
    now: Instant,
    page: usize,
) -> Result<SearchPage, Failure> {
    let mut sought = Sought::read(db, search, scope, now).await?;
    let counted = counted(db, &sought).await?;
    let is_many = matches!(counted, Some(Counted::MoreThan(_)));
    let unsorted = is_many && sought.sort.is_dear();
    if unsorted {
        sought.sort = Sort::up(By::Name);
    }
    let (rows, next) = rows(db, &sought, page).await?;
    let total = rows.first().map_or(0, |row| row.total);
    let today = sought.today;
    let mut result = SearchPage {
        found: rows
            .into_iter()
            .map(|row| row.found(today))
            .collect::<Result<_, _>>()?,
        next,
        unsorted,
        total: counted,
        ..SearchPage::default()
    };
    mark_undelivered(db, &mut result.found).await?;
    mark_locked(db, scope, &mut result.found, now).await?;
    if let Scope::Practices(_) = scope {
        result.practices = actor
            .administered()
            .map(|place| (place.practice.clone(), place.name.clone()))
            .collect();
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        result.total = Some(Counted::All(total));
        if result.found.is_empty() {
            result.elsewhere = account_page(db, &search.q).await?;
        }
    }
    result.practice_name = practice_name(db, scope, search, &result.practices).await?;
    Ok(result)
}

/// The first few users a text leads to.
pub(crate) async fn suggest(
    db: &Db,
    scope: &Scope,
    search: &Search,
    now: Instant,
) -> Result<Vec<Suggestion>, Failure> {
    const MOST: usize = 8;
    let sought = Sought {
        places: false,
        ..Sought::read(db, search, scope, now).await?
    };
    let (rows, _) = rows(db, &sought, MOST).await?;
    if rows.is_empty() {
        let elsewhere = account_page(db, &search.q).await?;
        return Ok(elsewhere
            .into_iter()
            .map(|href| Suggestion {
                href,
                name: "Give roles to the account".to_owned(),
                email: username(&search.q),
            })
            .collect());
    }
    let name = |row: &Row| shown_name(&row.first_name, &row.last_name);
    Ok(rows
        .into_iter()
        .map(|row| Suggestion {
            href: addresses::user(row.id),
            name: name(&row),
            email: shown_address(row.email, row.works_here),
        })
        .collect())
}

async fn rows(db: &Db, sought: &Sought<'_>, page: usize) -> Result<(Vec<Row>, String), Failure> {
    if sought.wordless {
        return Ok((Vec::new(), String::new()));
    }
    if sought.is_by_words() && sought.sort == Sort::up(By::Name) {
        national::rows(db, sought, page).await
    } else {
        scoped::rows(db, sought, page).await
    }
}

impl From<Membership> for FoundPlace {
    fn from(place: Membership) -> Self {
        Self {
            practice: place.practice,
            name: place.name,
            status: place.status,
            roles: place.roles,
        }
    }
}

impl Row {
    fn found(self, today: Date) -> Result<Found, Failure> {
        let row = self;
        let name = full_name(&row.title, &full_name(&row.first_name, &row.last_name));
        Ok(Found {
            id: row.id,
            name,
            email: shown_address(row.email, row.works_here),
            undelivered: false,
            locked: false,
            gmc_number: row.gmc_number,
            links: links_in(&row.links.unwrap_or_default(), today)?,
            last_sign_in: LastSignIn::told(row.last_sign_in_at, row.works_here),
            places: places(&row.places.unwrap_or_default())?
                .into_iter()
                .map(FoundPlace::from)
                .collect(),
        })
    }
}

impl Sought<'_> {
    /// Whether the words of all users lead to those who are sought.
    fn is_by_words(&self) -> bool {
        matches!(self.scope, Scope::Everyone)
            && !self.words.is_empty()
            && self.words.iter().all(|word| word.codes.is_empty())
    }

    /// Adds the reader's practices as the table `scope`, before everything else. However many they are and however often
    /// they are asked for, each is bound once.
    pub(super) fn begin(&self, query: &mut Query) {
        if let Scope::Practices(practices) = self.scope {
            query.push("WITH scope (ods) AS (VALUES (NULL)");
            for practice in practices {
                query.push(", (").push_bind(practice).push(")");
            }
            query.push(") ");
        }
    }

    /// The beginning of a statement that ends with the users of a page as the table `r`. Their places come with them:
    /// a second statement for them takes longer than the places themselves.
    pub(super) fn select(&self) -> Query {
        let mut query = Query::new("");
        if self.places {
            query = query.bind(FIELD_END.to_string()).bind(self.today);
        }
        self.begin(&mut query);
        query.push(
            "SELECT r.id, r.email, r.title, r.first_name, r.last_name, r.sort_name, r.gmc_number,
                    r.last_sign_in_at, r.token, r.total, ",
        );
        if self.places {
            query.push(PLACES).push("r.id");
            if let Scope::Practices(_) = self.scope {
                query.push(PLACE_IN_SCOPE);
            }
            query.push(") AS places, ").push(LINKS);
            if let Scope::Practices(_) = self.scope {
                query.push(" AND a.ods || '' IN (SELECT ods FROM scope)");
            }
            query.push(LINKS_END);
        } else {
            query.push("NULL AS places, NULL");
        }
        query.push(" AS links, ");
        self.works_here(&mut query, "r.id");
        query.push(" AS works_here FROM (");
        query
    }

    /// Adds whether somebody works, or is to work, at a practice of the reader's, to whom more is told then.
    fn works_here(&self, query: &mut Query, user: &'static str) {
        match self.scope {
            Scope::Everyone => query.push("1 = 1"),
            Scope::Practices(_) => query
                .push("EXISTS (SELECT 1 FROM membership m WHERE m.status <> 'deactivated' AND m.user_id = ")
                .push(user)
                .push(PLACE_IN_SCOPE)
                .push(")"),
        };
    }

    /// Adds what is `told` of the user `u` to those where they work, and `untold` to those whom they have left.
    pub(super) fn told(&self, query: &mut Query, told: &'static str, untold: &'static str) {
        if let Scope::Everyone = self.scope {
            // Bare, because an index has them in this order.
            query.push(told);
            return;
        }
        query.push("CASE WHEN ");
        self.works_here(query, "u.id");
        query
            .push(" THEN ")
            .push(told)
            .push(" ELSE ")
            .push(untold)
            .push(" END");
    }

    /// Adds the conditions that every result meets, whatever led to it: a place that the filters describe, in scope.
    pub(super) fn filter(&self, query: &mut Query) {
        let absent_since = match self.search.absent.as_str() {
            "never" => Some(0),
            "90" => Some(bounds_of(self.today).0.0 - 90 * Instant::DAY),
            _ => None,
        };
        if let Some(since) = absent_since {
            query.push(" AND COALESCE(u.last_sign_in_at, -1) < ");
            query.push_bind(since).push(" AND ");
            self.works_here(query, "u.id");
        }
        if let Some(locked) = &self.locked {
            query
                .push(" AND u.id IN ")
                .push_list(locked.iter().copied());
            // Told to those who may help them.
            if let Scope::Practices(_) = self.scope {
                query.push(" AND EXISTS (SELECT 1 FROM membership m WHERE m.status = 'active' AND m.user_id = u.id");
                query.push(PLACE_IN_SCOPE).push(")");
            }
        }
        if self.search.gps == "unlinked" {
            query.push(
                " AND u.gmc_number IS NOT NULL AND NOT EXISTS (
                     SELECT 1 FROM performer f JOIN assignment a ON a.gmc_number = f.gmc_number
                     WHERE f.user_id = u.id AND a.stage <> 'cancelled' AND (a.ends_on IS NULL OR a.ends_on >= ",
            );
            query.push_bind(self.today).push("))");
        }
        let roles = self.search.roles();
        let practice: Option<OdsCode> = self.search.practice.parse().ok();
        let status = self.search.status();
        if roles.is_none() && practice.is_none() && status.is_none() {
            return;
        }
        query.push(" AND u.id IN (SELECT m.user_id FROM membership m WHERE m.user_id = u.id");
        if let Scope::Practices(_) = self.scope {
            query.push(PLACE_IN_SCOPE);
        }
        if let Some(practice) = &practice {
            query.push(" AND m.ods = ").push_bind(practice);
        }
        if let Some(status) = status {
            query.push(" AND m.status = ").push_bind(status.code());
        }
        if let Some(roles) = roles {
            query
                .push(" AND EXISTS (SELECT 1 FROM role_grant g WHERE g.user_id = m.user_id AND g.ods = m.ods")
                .push(" AND g.ended_at IS NULL AND g.starts_on <= ")
                .push_bind(self.today)
                .push(" AND (g.ends_on IS NULL OR g.ends_on >= ")
                .push_bind(self.today)
                .push(") AND g.role IN ")
                .push_list(roles)
                .push(")");
        }
        query.push(")");
    }

    /// Adds the condition that a word is found: among the user's words, or as the code of a practice of theirs.
    /// `user` is the column with their account. Those whom they have left do not find them by their address.
    fn has_word(&self, query: &mut Query, word: &Word, user: &'static str) {
        query
            .push(" AND (EXISTS (SELECT 1 FROM user_token t WHERE t.user_id = ")
            .push(user)
            .push(" AND ")
            .push_beginnings("t.token", &word.forms);
        if let Scope::Practices(_) = self.scope {
            // What is a word of the name, or the end of one, is told to whoever reads the name.
            query.push(" AND (t.sort_name || ' ' LIKE '%' || t.token || ' %'");
            for form in &word.forms {
                query
                    .push(" OR ' ' || t.sort_name LIKE ")
                    .push_bind(["% ", form, "%"].concat());
            }
            query.push(" OR ");
            self.works_here(query, "t.user_id");
            query
                .push(" OR EXISTS (SELECT 1 FROM app_user n WHERE n.id = t.user_id AND (n.gmc_number = t.token")
                .push(" OR lower(n.title) LIKE '%' || t.token || '%')))");
        }
        query.push(")");
        if !word.codes.is_empty() {
            query
                .push(" OR EXISTS (SELECT 1 FROM membership c WHERE c.user_id = ")
                .push(user)
                .push(" AND c.ods || '' IN ")
                .push_list(&word.codes)
                .push(")");
        }
        query.push(")");
    }
}

/// Where a page ended, as it stands in the address: parts that hold no separator, joined.
pub(super) fn cursor(parts: &[&str]) -> String {
    parts.join("~")
}

#[cfg(test)]
mod tests;
