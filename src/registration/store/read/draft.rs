//! A request that is being filled in.

use crate::{
    base::{
        clock::date_of,
        dates::{Date, Instant},
        ids::OdsCode,
    },
    database::{Failure, Tx},
    practices,
    registration::{
        answers::{Answers, Question},
        form::{Form, Person},
        store::{case::role_names, drafts},
        views::{DraftView, FoundPractice},
    },
};

/// A draft at the question that is asked for, or at the first one without a good answer.
pub(crate) async fn draft_view(
    tx: &mut Tx,
    secret: &str,
    asked: Option<Question>,
    find: &str,
    now: Instant,
) -> Result<DraftView, Failure> {
    if secret.is_empty() {
        return Ok(DraftView::default());
    }
    let Some(answers) = drafts::open(tx, secret, now).await? else {
        return Ok(DraftView {
            gone: true,
            ..DraftView::default()
        });
    };
    let left = Form::read(&answers, date_of(now))
        .err()
        .map_or(Question::Check, |(question, _)| question);
    let question = asked.filter(|asked| *asked <= left).unwrap_or(left);
    let mut view = DraftView {
        draft: secret.to_owned(),
        question: Some(question),
        find: find.to_owned(),
        ..DraftView::default()
    };
    if let Ok(code) = answers.practice.parse::<OdsCode>() {
        let known = practices::store::name_and_closed(tx, &code).await?;
        view.practice_name = known.map(|(name, _)| name).unwrap_or_default();
    }
    if question == Question::Practice {
        let found = practices::find::by_words(tx, find, date_of(now)).await?;
        view.found = found
            .into_iter()
            .take(20)
            .map(|practice| FoundPractice {
                code: practice.ods.to_string(),
                name: practice.name,
                place: practice.place,
                closed: practice.closed,
            })
            .collect();
    }
    if question == Question::Check {
        view.summary = summary(&answers, &view.practice_name, date_of(now));
    }
    view.answers = answers;
    Ok(view)
}

/// Key, value and question of each answer.
fn summary(answers: &Answers, practice: &str, today: Date) -> Vec<(String, String, String)> {
    let Ok(form) = Form::read(answers, today) else {
        return Vec::new();
    };
    let Ok(roles) = form.roles() else {
        return Vec::new();
    };
    let rows = [
        (
            "Practice",
            [practice, " (", form.practice.as_ref(), ")"].concat(),
            Question::Practice,
        ),
        (
            "What is needed",
            form.kind.words().to_owned(),
            Question::Need,
        ),
        ("Roles", role_names(&roles), Question::Roles),
        ("Reason", form.reason(), Question::Why),
        (
            "Who is to get access",
            form.nominee.in_words(),
            Question::Nominee,
        ),
        ("Who asks", form.asker().in_words(), Question::Requester),
        (
            "Whose access ends with it",
            form.whose_access_ends(),
            Question::Outgoing,
        ),
        (
            "Who confirms it for the practice",
            [
                form.authoriser
                    .as_ref()
                    .map(Person::in_words)
                    .unwrap_or_default(),
                form.capacity
                    .map(|capacity| [", ", capacity.words()].concat())
                    .unwrap_or_default(),
            ]
            .concat(),
            Question::Authoriser,
        ),
    ];
    rows.into_iter()
        .map(|(key, value, question)| (key.to_owned(), value, question.code().to_owned()))
        .collect()
}
