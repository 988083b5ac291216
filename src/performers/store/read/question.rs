//! The next question on the way to a request.

use std::collections::HashMap;

use super::{
    super::{
        entry::{read_entry, read_gp},
        request::StoredLinkRequest,
    },
    me::{line, my_link, practice_names},
};
use crate::{
    access::OwnEntry,
    base::{clock::new_id, dates::Date, error::AppError, ids::OdsCode},
    database::{Failure, Tx},
    performers::{
        Answers, FoundPractice, Leaving, LinkKind, LinkRequest, MyLink, Question, QuestionView,
        rules::{Entry, LinkRefusal, plan},
    },
    practices,
    ui::FieldError,
    web::Request,
};

/// Practices by name.
type Names = HashMap<OdsCode, String>;

/// The first question that has no good answer, with what helps to answer it.
pub(in crate::performers) async fn question_view(
    request: &Request,
    own: &OwnEntry,
    kind: LinkKind,
    answers: Answers,
) -> Result<QuestionView, Failure> {
    let today = request.app.clock.today();
    let number = own.gmc_number();
    let mut tx = request.app.db.read().await?;
    let not_found = || Failure::Public(AppError::NotFound);
    let gp = read_gp(&mut tx, number).await?.ok_or_else(not_found)?;
    let entry = read_entry(&mut tx, number).await?.ok_or_else(not_found)?;
    let mut view = QuestionView {
        kind,
        question: Question::Practice,
        errors: Vec::new(),
        practice_name: String::new(),
        now: None,
        found: Vec::new(),
        halves_elsewhere: 0,
        open: None,
        ends_too: Vec::new(),
        second_approval: request.app.second_approval,
        answers,
    };
    let practice: Option<OdsCode> = view.answers.practice.parse().ok();
    let known = match &practice {
        Some(practice) => practices::store::name_and_closed(&mut tx, practice).await?,
        None => None,
    };
    let (Some(practice), Some((name, closed))) = (practice, known) else {
        ask_for_practice(&mut tx, &mut view, &entry, today).await?;
        return Ok(view);
    };
    view.practice_name = name;
    view.answers = view.answers.at(&practice);
    if let Some(open) = StoredLinkRequest::open(&mut tx, number, &practice).await? {
        view.open = Some(line(&mut tx, &gp, &open, today).await?);
        return Ok(view);
    }
    let names = practice_names(&mut tx, &entry).await?;
    view.now = link_at(&entry, &practice, &names, today);
    if kind != LinkKind::Join && view.now.is_none() {
        let refusal = LinkRefusal::NotLinked { day: today };
        view.errors.push(wrong("", &refusal.to_string()));
        return Ok(view);
    }
    view.halves_elsewhere = entry.halves_elsewhere(&practice, today);
    ask(&mut view, &entry, &practice, closed, today);
    if view.answers.leaving().is_some_and(Leaving::for_information) {
        view.ends_too = linked_elsewhere(&entry, &practice, &names, today);
    }
    Ok(view)
}

/// No practice is known yet: to join one it is looked for; what there is to change or leave stands in the entry.
async fn ask_for_practice(
    tx: &mut Tx,
    view: &mut QuestionView,
    entry: &Entry,
    today: Date,
) -> Result<(), Failure> {
    if view.kind == LinkKind::Join {
        return find(tx, view, entry, today).await;
    }
    let choose = "Choose a practice on the page of your entry";
    view.errors.push(wrong("", choose));
    Ok(())
}

/// The link with a practice: that of today, or else one to come.
fn link_at(entry: &Entry, practice: &OdsCode, names: &Names, today: Date) -> Option<MyLink> {
    let here = entry.at(practice);
    let here = here.filter(|known| !known.period.is_over(today));
    let link = here.min_by_key(|known| !known.period.includes(today))?;
    Some(my_link(link, names, &[]))
}

/// The other practices that the GP is linked with, by name.
fn linked_elsewhere(entry: &Entry, practice: &OdsCode, names: &Names, today: Date) -> Vec<String> {
    let others = entry
        .assignments
        .iter()
        .filter(|known| known.practice != *practice && !known.period.is_over(today));
    let mut others: Vec<_> = others
        .filter_map(|known| names.get(&known.practice).cloned())
        .collect();
    others.sort_unstable();
    others.dedup();
    others
}

/// Decides which question it is, and what is wrong with the answer it has.
fn ask(view: &mut QuestionView, entry: &Entry, practice: &OdsCode, closed: bool, today: Date) {
    let (kind, answers) = (view.kind, &view.answers);
    let again = Question::ALL
        .into_iter()
        .find(|question| question.field() == answers.change);
    let (question, error) = match answers.wanted(kind) {
        Err((question, error)) => (question, Some(error)),
        Ok(wanted) => match possible(entry, practice, closed, wanted, today) {
            Err(error) => (Question::of(&error.field), Some(error)),
            Ok(()) => (Question::Check, None),
        },
    };
    if let Some(again) = again {
        view.question = again;
    } else {
        // What was never answered is not wrong; what all answers together make impossible is.
        let answered = answers.asked == question.field() || answers.wanted(kind).is_ok();
        view.errors = error.into_iter().filter(|_| answered).collect();
        view.question = question;
    }
}

fn possible(
    entry: &Entry,
    practice: &OdsCode,
    closed: bool,
    wanted: LinkRequest,
    today: Date,
) -> Result<(), FieldError> {
    let planned = plan(entry, practice, closed, wanted, today, new_id());
    planned.map(drop).map_err(|refusal| FieldError {
        field: refusal.field().to_owned(),
        message: refusal.to_string(),
    })
}

fn wrong(field: &str, message: &str) -> FieldError {
    FieldError {
        field: field.to_owned(),
        message: message.to_owned(),
    }
}

/// Looks for practices, and says what is wrong where none was chosen.
async fn find(
    tx: &mut Tx,
    view: &mut QuestionView,
    entry: &Entry,
    today: Date,
) -> Result<(), Failure> {
    if !view.answers.practice.is_empty() {
        view.errors.push(wrong(
            "find",
            "We do not know a practice with this code. Search for it by name",
        ));
    } else if view.answers.asked == Question::Practice.field() && view.answers.find.is_empty() {
        view.errors
            .push(wrong("find", "Enter a name, a code or a postcode"));
    }
    let found = practices::find::by_words(tx, &view.answers.find, today).await?;
    let linked = |practice: &OdsCode| {
        let mut links = entry.at(practice);
        links.any(|link| !link.period.is_over(today))
    };
    view.found = found
        .into_iter()
        .map(|practice| FoundPractice {
            linked: linked(&practice.ods),
            place: practice.place,
            practice: practice.ods,
            name: practice.name,
            closed: practice.closed,
        })
        .collect();
    if view.found.is_empty() && !view.answers.find.is_empty() {
        view.errors.push(wrong(
            "find",
            "No practice found. Check the spelling, or enter its code or its postcode",
        ));
    }
    Ok(())
}
