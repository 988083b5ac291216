//! A word of what is searched for, and the practices that it may stand for.

use crate::{
    access::Scope,
    base::{
        ids::{GmcNumber, NotAGmcNumber, OdsCode},
        search_words::range_end,
    },
    database::{Db, Failure, Query},
};

/// A word that must be found.
pub(super) struct Word {
    /// Its plain form.
    pub(super) text: String,
    /// Every form that stands for it, the plain one first: one of them must be found.
    pub(super) forms: Vec<String>,
    /// Practices whose code begins with one of them: their users match too.
    pub(super) codes: Vec<OdsCode>,
}

impl Word {
    /// A word with all its forms.
    pub(super) async fn read(db: &Db, scope: &Scope, forms: Vec<String>) -> Result<Self, Failure> {
        let forms: Vec<_> = forms.into_iter().map(plain_number).collect();
        let mut codes = Vec::new();
        for form in &forms {
            codes.extend(codes_from(db, scope, form).await?);
        }
        Ok(Self {
            text: forms.first().cloned().unwrap_or_default(),
            forms,
            codes,
        })
    }
}

/// A GMC number without the C that some systems put first; any other word as it is.
fn plain_number(word: String) -> String {
    match word.parse::<GmcNumber>() {
        Ok(number) => number.to_string(),
        Err(NotAGmcNumber) => word,
    }
}

/// The practices in scope whose code begins with a word. A reader must not learn from a search who works at a
/// practice that is not theirs.
async fn codes_from(db: &Db, scope: &Scope, word: &str) -> Result<Vec<OdsCode>, Failure> {
    const MOST: i64 = 50;
    let looks_like_a_code = word.len() >= 3
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.starts_with(|first: char| first.is_ascii_alphabetic());
    if !looks_like_a_code {
        return Ok(Vec::new());
    }
    let prefix = word.to_ascii_uppercase();
    match scope {
        Scope::Practices(practices) => Ok(practices
            .iter()
            .filter(|practice| practice.as_ref().starts_with(&prefix))
            .cloned()
            .collect()),
        Scope::Everyone => {
            let found: Vec<(OdsCode,)> = db
                .all(
                    Query::new("SELECT ods FROM practice WHERE ods >= $1 AND ods < $2 ORDER BY ods LIMIT $3")
                        .bind(&prefix)
                        .bind(range_end(&prefix))
                        .bind(MOST),
                )
                .await?;
            Ok(found.into_iter().map(|(ods,)| ods).collect())
        }
    }
}
