//! The lists of links as files.

use axum::{
    Router,
    extract::{Query as Address, State},
    http::request::Parts,
    response::Response,
    routing::get,
};

use super::{
    model::{LinkFilter, LinkLine, MemberFilter, MemberFormLine, MembersView},
    store,
};
use crate::{
    database::Failure,
    web::{
        App, Request,
        csv::{Csv, Download, day, download},
    },
};

/// What is not a page.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/accountants/links.csv", get(links))
        .route("/account/members.csv", get(members))
}

/// Exactly what the list of an administrator shows, all of its pages.
async fn links(
    State(app): State<App>,
    parts: Parts,
    Address(filter): Address<LinkFilter>,
) -> Response {
    let request = Request::new(app, parts);
    let work = async {
        let actor = request.actor().await?;
        let mut tx = request.app.db.read().await?;
        let view = store::links(&mut tx, &actor, filter.first_page(), true).await?;
        file(&view.links, "accountants.csv")
    };
    download(&request, work).await
}

/// Exactly the members that an accountant's page lists.
async fn members(
    State(app): State<App>,
    parts: Parts,
    Address(filter): Address<MemberFilter>,
) -> Response {
    let request = Request::new(app, parts);
    let work = async {
        let actor = request.actor().await?;
        let mut tx = request.app.db.read().await?;
        let view = store::members_of(&mut tx, &actor, filter, request.app.clock.today()).await?;
        members_file(&view)
    };
    download(&request, work).await
}

/// One row for each form, and for each member without one.
fn members_file(view: &MembersView) -> Result<Download, Failure> {
    let mut csv = Csv::default();
    csv.row([
        "Member",
        "Member email",
        "Practice code",
        "Practice",
        "Scope",
        "State",
        "Scheme year",
        "Form",
        "Status",
        "Next step",
        "Last day",
        "Submitted",
    ])?;
    for member in &view.members {
        let link = &member.link;
        let none = [None];
        let forms: Vec<Option<&MemberFormLine>> = match member.forms.as_slice() {
            [] => none.to_vec(),
            forms => forms.iter().map(Some).collect(),
        };
        for form in forms {
            let of =
                |part: fn(&MemberFormLine) -> &String| form.map(part).map_or("", String::as_str);
            csv.row([
                &link.member,
                &link.member_email,
                link.ods.as_ref(),
                &link.practice,
                &link.scope,
                link.state.words(),
                &view.year,
                of(|form| &form.title),
                of(|form| &form.stands),
                of(|form| &form.next),
                of(|form| &form.due),
                of(|form| &form.submitted),
            ])?;
        }
    }
    csv.download("members.csv".to_owned())
}

fn file(links: &[LinkLine], name: &str) -> Result<Download, Failure> {
    let mut csv = Csv::default();
    csv.row([
        "Member",
        "Member email",
        "Practice code",
        "Practice",
        "Accountant",
        "Accountant email",
        "Firm",
        "Scope",
        "State",
        "Since",
        "Until",
        "Why it ended",
    ])?;
    for link in links {
        csv.row([
            &link.member,
            &link.member_email,
            link.ods.as_ref(),
            &link.practice,
            &link.accountant,
            &link.accountant_email,
            &link.firm,
            &link.scope,
            link.state.words(),
            &day(link.since),
            &link.until.map(day).unwrap_or_default(),
            &link.why,
        ])?;
    }
    csv.download(name.to_owned())
}
