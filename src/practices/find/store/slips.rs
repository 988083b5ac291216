//! A text that finds no practice, with a slip of the pen put right.

use crate::{
    base::search_words::{is_one_slip, sought_place},
    database::{Failure, Query, Tx},
};

/// The text with the words put right that begin no word of any practice, where each is one slip of the pen away from one
/// that does: the one that most practices have. None if there is nothing to put right, or no way to.
pub(in crate::practices::find) async fn put_right(
    tx: &mut Tx,
    text: &str,
) -> Result<Option<String>, Failure> {
    let (mut words, mut changed) = (Vec::new(), false);
    for forms in sought_place(text) {
        let mut known = Query::new("SELECT 1 FROM practice_token t WHERE ");
        known.push_beginnings("t.token", &forms).push(" LIMIT 1");
        let known: Option<(i32,)> = tx.optional(known).await?;
        let typed = forms.first().cloned().unwrap_or_default();
        if known.is_some() {
            words.push(typed);
        } else if let Some(right) = likely(tx, &typed).await? {
            changed = true;
            words.push(right);
        } else {
            return Ok(None);
        }
    }
    Ok(changed.then(|| words.join(" ")))
}

/// The word of a practice that somebody meant who typed `word`. It is sought among the words that begin with the same two
/// letters: few slip there, and all words of the country would be too many to compare.
async fn likely(tx: &mut Tx, word: &str) -> Result<Option<String>, Failure> {
    const ALIKE: usize = 2;
    const SHORTEST: usize = 4;
    const MOST: i64 = 2_000;
    if word.chars().count() < SHORTEST || !word.chars().all(char::is_alphabetic) {
        return Ok(None);
    }
    let begins: String = word.chars().take(ALIKE).collect();
    let mut query = Query::new(
        "SELECT t.token, CAST(count(*) AS BIGINT) AS practices FROM practice_token t WHERE ",
    );
    query
        .push_beginnings("t.token", &[begins])
        .push(" GROUP BY t.token ORDER BY t.token LIMIT ")
        .push_bind(MOST);
    let tokens: Vec<(String, i64)> = tx.all(query).await?;
    let mut near: Vec<_> = tokens
        .into_iter()
        .filter(|(token, _)| is_one_slip(word, token))
        .collect();
    near.sort_by_key(|(_, practices)| std::cmp::Reverse(*practices));
    Ok(near.into_iter().next().map(|(token, _)| token))
}
