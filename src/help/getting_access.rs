//! Who gives access and how to get it, question by question.

use leptos::prelude::*;

use crate::{
    access::{Role, Service},
    ui::{Page, ReachRegistrationTeam, view},
};

/// A question, the last part of its address, and its answer.
struct Question {
    id: &'static str,
    asked: &'static str,
    answer: fn() -> AnyView,
}

/// In the order in which people need them.
const QUESTIONS: &[Question] = &[
    Question {
        id: "who-gives-access",
        asked: "Who gives me access?",
        answer: who_gives_access,
    },
    Question {
        id: "roles",
        asked: "Which roles are there?",
        answer: roles,
    },
    Question {
        id: "administrators",
        asked: "How many administrators can a practice have?",
        answer: administrators,
    },
    Question {
        id: "own-roles",
        asked: "I am an administrator. Why can I not open the services themselves?",
        answer: own_roles,
    },
    Question {
        id: "no-administrator",
        asked: "What if our practice has no administrator?",
        answer: no_administrator,
    },
    Question {
        id: "existing-account",
        asked: "What if the new colleague already has an account?",
        answer: existing_account,
    },
    Question {
        id: "several-practices",
        asked: "Can one person work at several practices?",
        answer: several_practices,
    },
    Question {
        id: "pcn",
        asked: "Does our Primary Care Network give access?",
        answer: pcn,
    },
    Question {
        id: "gps",
        asked: "How do GPs get access?",
        answer: gps,
    },
    Question {
        id: "accountants",
        asked: "Can our accountant have access?",
        answer: accountants,
    },
    Question {
        id: "leavers",
        asked: "What do we do when someone leaves?",
        answer: leavers,
    },
    Question {
        id: "forgotten-password",
        asked: "What if I forget my password?",
        answer: forgotten_password,
    },
    Question {
        id: "log-in",
        asked: "What do I need to log in?",
        answer: log_in,
    },
];

/// Who gives access, and how to get it.
#[component]
pub fn GettingAccessPage() -> impl IntoView {
    let contents = QUESTIONS.iter().map(|question| {
        let href = ["#", question.id].concat();
        view! { <li><a href=href>{question.asked}</a></li> }
    });
    let answers = QUESTIONS.iter().map(|question| {
        view! {
            <section>
                <h2 class="nhsuk-heading-m" id=question.id>{question.asked}</h2>
                {(question.answer)()}
            </section>
        }
    });
    view! {
        <Page title="Getting access">
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <nav aria-label="Questions on this page">
                        <ul class="nhsuk-list">{contents.collect_view()}</ul>
                    </nav>
                    {answers.collect_view()}
                </div>
            </div>
        </Page>
    }
}

fn who_gives_access() -> AnyView {
    view! {
        <p>
            "Someone at your own practice does. Each of the three services has its own user administrators, also "
            "called super users:"
        </p>
        <ul class="nhsuk-list nhsuk-list--bullet">
            {Service::ALL.into_iter().map(|service| view! {
                <li>{[service.name(), ": whoever holds ", service.administrator().name()].concat()}</li>
            }).collect_view()}
        </ul>
        <p>
            "One person may look after all three. Log in to see who they are at your practice: your home page names "
            "them. If you cannot log in yet, ask your practice manager."
        </p>
        <p>
            "You work at a practice and need another role? " <a href="/ask">"Ask for it"</a> ". The administrators are "
            "told. If nobody answers within 5 working days they are reminded, and 2 working days later the registration "
            "team is told. Where nobody at the practice can answer, your request goes to the registration team at once."
        </p>
    }
    .into_any()
}

fn roles() -> AnyView {
    let services = Service::ALL.map(|service| {
        let rows: Vec<Role> = service.roles().collect();
        view! {
            <table class="nhsuk-table">
                <caption class="nhsuk-table__caption nhsuk-table__caption--s">{service.name()}</caption>
                <thead class="nhsuk-table__head">
                    <tr>
                        <th scope="col">"Role"</th>
                        <th scope="col">"What it lets someone do"</th>
                        <th scope="col">"Who usually has it"</th>
                    </tr>
                </thead>
                <tbody class="nhsuk-table__body">
                    {rows.into_iter().map(|role| view! {
                        <tr class="nhsuk-table__row">
                            <th class="nhsuk-table__header" scope="row">{role.name()}</th>
                            <td class="nhsuk-table__cell">{role.facts().lets}</td>
                            <td class="nhsuk-table__cell">{role.facts().typical}</td>
                        </tr>
                    }).collect_view()}
                </tbody>
            </table>
        }
    });
    view! {
        <p>"What you may do depends on your roles. You have a role at one practice at a time, for one service."</p>
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">"All roles"</span>
            </summary>
            <div class="nhsuk-details__text">{services.into_iter().collect_view()}</div>
        </details>
    }
    .into_any()
}

fn administrators() -> AnyView {
    view! {
        <p>
            "Up to four for GP Payments and Pensions, up to four for the Performers List, and one Main Contact for "
            "Medical Records and Supplies."
        </p>
        <p>
            "Administrators of the first two services can make more administrators of the same service. The Main "
            "Contact cannot pass the role on: the registration team changes it."
        </p>
        <p>"Have at least two where you can. Then someone can always act when the other is away or leaves."</p>
    }
    .into_any()
}

fn own_roles() -> AnyView {
    view! {
        <p>
            "An administrator role lets you decide who has which role. It does not open claims, statements or "
            "anything else. Give yourself the other roles you need in the services you administer."
        </p>
        <p>"You cannot give yourself a role in a service that someone else administers. Ask them."</p>
    }
    .into_any()
}

fn no_administrator() -> AnyView {
    view! {
        <p>
            "The national registration team can appoint one. " <a href="/certifications/new">"Ask for access for your practice"</a>
            ": you can do that with and without an account. The team first makes sure that it is genuine, so someone who "
            "answers for the practice must confirm it. Name the first of these that there is:"
        </p>
        <ol class="nhsuk-list nhsuk-list--number">
            <li>"a GP partner"</li>
            <li>"your Caldicott Guardian"</li>
            <li>"someone on the practice's authorised email list"</li>
            <li>"your Integrated Care Board"</li>
        </ol>
        <p>"Nobody can confirm it for themselves. Two officers decide, the practice is told, and it can object before access begins. The team gives administrator roles only. The new administrator then gives all the others."</p>
        <ReachRegistrationTeam />
    }
    .into_any()
}

fn existing_account() -> AnyView {
    view! {
        <p>
            "Add them all the same. Choose "<strong>"Create a user"</strong>" and enter their email address. If an "
            "account has that address, you are shown it and can tick the roles they need at your practice. They "
            "keep their account, their password and their roles elsewhere."
        </p>
    }
    .into_any()
}

fn several_practices() -> AnyView {
    view! {
        <p>
            "Yes, with one account. Each practice gives its own roles, and they can differ. You see all your "
            "practices together and do not have to log out to change from one to another."
        </p>
        <p>"An administrator of several practices sets a person's roles for all of them on one page."</p>
    }
    .into_any()
}

fn pcn() -> AnyView {
    view! {
        <p>
            "No. Belonging to a Primary Care Network gives nobody access to another practice. Someone who works for "
            "several practices of a network is added by each of them."
        </p>
    }
    .into_any()
}

fn gps() -> AnyView {
    view! {
        <p>
            "By themselves, from the Performers List: the official list of GPs who may work in England. A GP who is "
            "linked to your practice there holds the GP role here, whether they are a partner or salaried. "
            "Do not create an account for a GP."
        </p>
        <p>
            "If a GP is missing, the GP asks for the link on the page "
            <a href="/performers/me">"Your Performers List entry"</a>
            ". Someone at the practice with PL Practice Manager then confirms it, and the role follows by itself. Where "
            "the commissioner wants it so, the registration team also approves changes of partners."
        </p>
        <p>
            "Only the GP can ask. A practice that misses a GP opens “GPs” beside its name on the start page and has us "
            "remind them by email. If nobody confirms, those who can are reminded after 3 and 7 days; after 10 days "
            "whoever administers the Performers List at the practice is told, and after 14 the registration team. Where "
            "nobody there can confirm, they are told at once."
        </p>
        <p>
            "A GP logs in with the email address that the General Medical Council (GMC) has for them. After a change "
            "at the GMC, allow up to 14 days."
        </p>
        <p>"When the link ends, the GP role ends. Roles that you gave the GP stay until you take them away."</p>
    }
    .into_any()
}

fn accountants() -> AnyView {
    view! {
        <p>
            "Yes. An administrator of GP Payments and Pensions gives them the Accountant role and names the members "
            "they work for."
        </p>
        <p>
            "The accountant can fill in a member's end-of-year pension form. Only the member can submit it. If they "
            "also need your statements or estimates, give them those roles too."
        </p>
    }
    .into_any()
}

fn leavers() -> AnyView {
    view! {
        <p>
            "Open the user and choose Deactivate. Their access at your practice ends at once, or after a last day that "
            "you set. Their roles are remembered in case they come back. Their account stays, because they may work at "
            "another practice."
        </p>
        <p>
            "When somebody at your practice is given access at another one, we ask you whether they are still with you. "
            "Twice a year we ask you to go through everybody who has access."
        </p>
        <p>
            "Is the leaver your only administrator? Make someone else administrator first. Otherwise nobody can add "
            "users until the registration team appoints one."
        </p>
    }
    .into_any()
}

fn forgotten_password() -> AnyView {
    view! {
        <p>
            "Choose " <a href="/forgotten-password">"I have forgotten my password"</a> " on the log in page. We send a "
            "link to your email address. It works once, for 30 minutes. If you are a GP, that is the address registered "
            "with the GMC. Nobody can see your password, and your administrator should never ask you for it."
        </p>
        <p>
            "After several wrong passwords you have to wait, in the end for 15 minutes. A new password or an "
            "administrator of your practice lifts that at once."
        </p>
        <p>
            "No link in your mail? An administrator of your practice can see which address your account has. A GP always "
            "gets a link, also between two practices."
        </p>
        <ReachRegistrationTeam />
    }
    .into_any()
}

fn log_in() -> AnyView {
    view! {
        <p>
            "A web browser, your email address and your password. You do not need special software, a smartcard or "
            "an NHS network."
        </p>
        <p>
            "If you manage other people's access you also need a second factor: an authenticator app on your phone, or a "
            "passkey. You set it up when you log in for the first time. Lost your phone? Use one of your recovery codes, or "
            "ask another administrator of your practice to reset it. If there is none, the registration team can."
        </p>
        <p>"Your account is yours alone. Never share it: what is done with it is recorded under your name."</p>
    }
    .into_any()
}
