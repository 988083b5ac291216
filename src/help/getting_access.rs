//! Who gives access and how to get it: a page of contents, and a page for each topic with its questions.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::answers;
use crate::{
    base::error::AppError,
    ui::{BackLink, Page, Trouble, view},
};

/// Questions that the same people have at the same time, on a page of their own.
struct Topic {
    /// The last part of its address.
    id: &'static str,
    title: &'static str,
    questions: &'static [Question],
}

/// A question, what leads to it within its page, and its answer.
struct Question {
    id: &'static str,
    asked: &'static str,
    answer: fn() -> AnyView,
}

/// In the order in which people need them.
const TOPICS: &[Topic] = &[
    Topic {
        id: "who",
        title: "Who gives access",
        questions: &[
            Question {
                id: "who-gives-access",
                asked: "Who gives me access?",
                answer: answers::who_gives_access,
            },
            Question {
                id: "no-administrator",
                asked: "What if our practice has no administrator?",
                answer: answers::no_administrator,
            },
            Question {
                id: "several-practices",
                asked: "Can one person work at several practices?",
                answer: answers::several_practices,
            },
            Question {
                id: "pcn",
                asked: "Does our Primary Care Network give access?",
                answer: answers::pcn,
            },
        ],
    },
    Topic {
        id: "roles",
        title: "Roles and administrators",
        questions: &[
            Question {
                id: "which-roles",
                asked: "Which roles are there?",
                answer: answers::roles,
            },
            Question {
                id: "administrators",
                asked: "How many administrators can a practice have?",
                answer: answers::administrators,
            },
            Question {
                id: "own-roles",
                asked: "I am an administrator. Why can I not open the services themselves?",
                answer: answers::own_roles,
            },
        ],
    },
    Topic {
        id: "people",
        title: "New colleagues, accountants and leavers",
        questions: &[
            Question {
                id: "existing-account",
                asked: "What if the new colleague already has an account?",
                answer: answers::existing_account,
            },
            Question {
                id: "accountants",
                asked: "Can our accountant have access?",
                answer: answers::accountants,
            },
            Question {
                id: "leavers",
                asked: "What do we do when someone leaves?",
                answer: answers::leavers,
            },
            Question {
                id: "undo",
                asked: "Can I undo a change?",
                answer: answers::undo,
            },
        ],
    },
    Topic {
        id: "gps",
        title: "GPs and the Performers List",
        questions: &[
            Question {
                id: "gp-access",
                asked: "How do GPs get access?",
                answer: answers::gp_access,
            },
            Question {
                id: "missing-gp",
                asked: "What if a GP is missing?",
                answer: answers::missing_gp,
            },
            Question {
                id: "gp-address",
                asked: "Which email address does a GP log in with?",
                answer: answers::gp_address,
            },
        ],
    },
    Topic {
        id: "log-in",
        title: "Logging in and passwords",
        questions: &[
            Question {
                id: "needed",
                asked: "What do I need to log in?",
                answer: answers::log_in,
            },
            Question {
                id: "forgotten-password",
                asked: "What if I forget my password?",
                answer: answers::forgotten_password,
            },
        ],
    },
];

const CONTENTS: &str = "/help/getting-access";

impl Topic {
    fn address(&self) -> String {
        [CONTENTS, "/", self.id].concat()
    }
}

/// What there is help about.
#[component]
pub fn GettingAccessPage() -> impl IntoView {
    let topics = TOPICS.iter().map(|topic| {
        let questions = topic.questions.iter().map(|question| {
            let href = [&topic.address(), "#", question.id].concat();
            view! { <li><a href=href>{question.asked}</a></li> }
        });
        view! {
            <h2 class="nhsuk-heading-m"><a href=topic.address()>{topic.title}</a></h2>
            <ul class="nhsuk-list">{questions.collect_view()}</ul>
        }
    });
    view! {
        <Page title="Getting access">
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    {topics.collect_view()}
                    <p><a href="/help/what-we-keep">"What we keep and for how long"</a></p>
                </div>
            </div>
        </Page>
    }
}

/// The questions of one topic and their answers.
#[component]
pub fn HelpTopicPage() -> impl IntoView {
    let id = use_params_map()
        .read_untracked()
        .get("topic")
        .unwrap_or_default();
    let Some(topic) = TOPICS.iter().find(|topic| topic.id == id) else {
        return view! { <Trouble error=AppError::NotFound /> }.into_any();
    };
    let contents = topic.questions.iter().map(|question| {
        let href = ["#", question.id].concat();
        view! { <li><a href=href>{question.asked}</a></li> }
    });
    let answers = topic.questions.iter().map(|question| {
        view! {
            <section>
                <h2 class="nhsuk-heading-m" id=question.id>{question.asked}</h2>
                {(question.answer)()}
            </section>
        }
    });
    let others = TOPICS.iter().filter(|other| other.id != topic.id);
    let others = others.map(|other| view! { <li><a href=other.address()>{other.title}</a></li> });
    view! {
        <Page title=topic.title above=|| view! { <BackLink href=CONTENTS text="Getting access" /> }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <nav aria-label="Questions on this page">
                        <ul class="nhsuk-list">{contents.collect_view()}</ul>
                    </nav>
                    {answers.collect_view()}
                    <nav aria-labelledby="more-help">
                        <h2 class="nhsuk-heading-m" id="more-help">"More help"</h2>
                        <ul class="nhsuk-list">{others.collect_view()}</ul>
                    </nav>
                </div>
            </div>
        </Page>
    }
    .into_any()
}
