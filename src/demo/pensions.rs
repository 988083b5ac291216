//! Pension forms of the small set, one at each point of its way, made as people would make them.

use super::{
    accounts::{ACCOUNTANT, SECOND_OFFICER},
    links::{audit, code, somebody},
};
use crate::{
    access::Actor,
    base::{
        clock::{date_of, days_since},
        dates::Instant,
        error::AppError,
    },
    database::{Failure, Tx, UnitOfWork as _},
    pensions::{
        Content, Figures, FormKind, FormOf, Step,
        calculation::{Paid, Pence, Post, tables_file, type1::Entry, year::SchemeYear},
        newest_year,
        sections::Section,
        store::{Form, GiveDesk, Open, Save, Submit, TakeStep},
    },
};

/// How far a form has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Begun,
    Ready,
    Submitted,
    Rejected,
}

/// Whose form it is by their number at the GMC, whether the accountant fills it in, the practice of a certificate, and how far it
/// has come.
const FORMS: [(&str, bool, Option<&str>, Way); 4] = [
    ("9000081", true, Some("ZZ9008"), Way::Ready),
    ("9000081", true, Some("ZZ9009"), Way::Begun),
    ("9000082", false, None, Way::Submitted),
    ("9000111", false, Some("ZZ9011"), Way::Rejected),
];

/// Makes the forms of the newest scheme year that is over, and gives the second officer the pensions desk.
pub(super) async fn file(tx: &mut Tx, now: Instant) -> Result<(), Failure> {
    let day = |days: i64| Instant(now.0 - days * Instant::DAY);
    let officer = somebody(tx, "email", SECOND_OFFICER).await?;
    let officer = officer.with_factor(day(25));
    let proof = officer.recent_factor(day(25)).ok_or(AppError::NotFound)?;
    let desk = GiveDesk {
        permit: &officer.manage_officers(proof)?,
        officer: officer.id,
        given: true,
        audit: &audit(&officer, day(25)),
    };
    desk.run(tx).await?;
    // Once no tables are known of the year, nobody of the set worked in the newest of which there are some.
    let today = date_of(day(20));
    let newest = newest_year(today).filter(|year| days_since(year.last(), today) <= 366);
    let Some(year) = newest else {
        return Ok(());
    };
    let accountant = somebody(tx, "email", ACCOUNTANT).await?;
    for (number, by_accountant, practice, way) in FORMS {
        let member = somebody(tx, "gmc_number", number).await?;
        let by = if by_accountant { &accountant } else { &member };
        let form = begin(tx, (by, &member), year, practice, day(20)).await?;
        let form = enter(tx, by, &form, way, day(15)).await?;
        let at = day(12);
        match way {
            Way::Begun => {}
            Way::Ready => step(tx, by, &form, (Step::Ready, ""), at).await?,
            Way::Submitted | Way::Rejected => {
                let submit = Submit {
                    actor: by,
                    form: &form,
                    audit: &audit(by, at),
                };
                Box::pin(submit.run(tx)).await?;
            }
        }
        if way == Way::Rejected {
            let form = Form::find(tx, form.id).await?;
            let why = "The accounts end on another day than those of last year. Say which is right, or add the accounts.";
            step(tx, &officer, &form, (Step::Reject, why), day(6)).await?;
        }
    }
    Ok(())
}

async fn begin(
    tx: &mut Tx,
    (by, member): (&Actor, &Actor),
    year: SchemeYear,
    practice: Option<&str>,
    at: Instant,
) -> Result<Form, Failure> {
    let kind = match practice {
        Some(_) => FormKind::Type1,
        None => FormKind::Type2,
    };
    let open = Open {
        actor: by,
        member: member.id,
        year,
        of: &FormOf {
            kind,
            ods: practice.map(code).transpose()?,
        },
        marked: None,
        audit: &audit(by, at),
    };
    let id = Box::pin(open.run(tx)).await?;
    Form::find(tx, id).await
}

/// Enters what a form needs, or the beginning of it.
async fn enter(
    tx: &mut Tx,
    by: &Actor,
    form: &Form,
    way: Way,
    at: Instant,
) -> Result<Form, Failure> {
    let tables = tables_file::of(form.year).map_err(|why| Failure::internal(why.0))?;
    let mut content = form.read_content()?;
    "SD904711".clone_into(&mut content.about.sd_number);
    if content.kind() == FormKind::Type1 {
        content.about.accounts_until = Some(form.year.last());
    }
    let mut done = Section::of(&content, tables);
    if way == Way::Begun {
        done.truncate(1);
    } else {
        fill_in(&mut content);
    }
    content.saved.extend(done.into_iter().map(Section::code));
    let save = Save {
        actor: by,
        form,
        content: &content,
        section: &Section::About.title(&content),
        audit: &audit(by, at),
    };
    Box::pin(save.run(tx)).await?;
    Form::find(tx, form.id).await
}

async fn step(
    tx: &mut Tx,
    by: &Actor,
    form: &Form,
    (step, reason): (Step, &str),
    at: Instant,
) -> Result<(), Failure> {
    let take = TakeStep {
        actor: by,
        form,
        step,
        reason,
        audit: &audit(by, at),
    };
    Box::pin(take.run(tx)).await?;
    Ok(())
}

const fn pounds(pounds: i64) -> Pence {
    Pence(pounds * 100)
}

/// Invented figures.
fn fill_in(content: &mut Content) {
    let paid = |post: &mut Post| {
        post.paid = vec![Paid {
            employee: Some(pounds(4_100)),
            employer: Some(pounds(6_040)),
            ..Paid::default()
        }];
    };
    match &mut content.figures {
        Figures::Type1(figures) => {
            figures.practice_income = Some(pounds(96_000));
            figures.other_income = Some(Pence::ZERO);
            figures.non_nhs_income = vec![Entry {
                label: "Insurance reports".to_owned(),
                amount: Some(pounds(2_400)),
            }];
            figures.expenses = Some(pounds(31_500));
            paid(&mut figures.practice);
            for post in &mut figures.others {
                post.pay.year = Some(pounds(28_000));
            }
        }
        Figures::Type2(figures) => {
            for post in &mut figures.posts {
                post.pay.year = Some(pounds(42_000));
                paid(post);
            }
        }
    }
}
