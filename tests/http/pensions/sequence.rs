//! Any sequence of steps by anybody, through the whole program, beside a small model of what may come of them.

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use practice_access::base::{clock::date_of, dates::Instant};

use super::*;

const SECOND: i64 = 1_000_000;

#[derive(Clone, Copy, Debug)]
enum Do {
    /// "begin", "elsewhere" or "not-required", from the page of the years.
    Begin(Who, &'static str),
    Save(Who),
    Step(Who, &'static str),
    /// One of the steps that are possible now and lead on: at random alone, a form would hardly ever be revised.
    Onward(prop::sample::Index),
    /// With the right password or not.
    Submit(Who, bool),
    /// Gina lets Elm Street submit for so many days more.
    Authorise(i64),
    TakeBack,
    Link,
    Unlink,
    Days(i64),
}

/// Xanthe is Gina's accountant while she is linked, and administers Elm Street besides.
const PEOPLE: [Who; 8] = [
    Who::Gina,
    Who::Xanthe,
    Who::Alice,
    Who::Bashir,
    Who::Peter,
    Who::Zebedee,
    Who::Olive,
    Who::Visitor,
];

fn doing() -> impl Strategy<Value = Do> {
    let anybody = || prop::sample::select(PEOPLE.to_vec());
    let submits = prop::sample::select(vec![
        Who::Gina,
        Who::Gina,
        Who::Gina,
        Who::Xanthe,
        Who::Xanthe,
        Who::Alice,
        Who::Alice,
        Who::Bashir,
        Who::Olive,
        Who::Peter,
    ]);
    let fills_in = || prop::sample::select(vec![Who::Gina, Who::Gina, Who::Xanthe, Who::Alice]);
    let any_step = prop::sample::select(vec![
        "ready",
        "take-back",
        "withdraw",
        "approve",
        "reject",
        "revert",
        "elsewhere",
        "not-required",
        "reopen",
        "revise",
    ]);
    let begun = prop::sample::select(vec![
        "begin",
        "begin",
        "begin",
        "begin",
        "elsewhere",
        "not-required",
    ]);
    prop_oneof![
        1 => (fills_in(), begun).prop_map(|(who, step)| Do::Begin(who, step)),
        1 => anybody().prop_map(Do::Save),
        3 => (anybody(), any_step).prop_map(|(who, step)| Do::Step(who, step)),
        14 => any::<prop::sample::Index>().prop_map(Do::Onward),
        6 => (submits, prop::bool::weighted(0.85)).prop_map(|(who, right)| Do::Submit(who, right)),
        3 => (0..9_i64).prop_map(Do::Authorise),
        1 => Just(Do::TakeBack),
        2 => Just(Do::Link),
        2 => Just(Do::Unlink),
        1 => (1..4_i64).prop_map(Do::Days),
    ]
}

/// What there should be.
#[derive(Clone, Debug, Default, PartialEq)]
struct Model {
    /// Of the newest edition; empty before one is begun.
    state: &'static str,
    editions: i64,
    /// Who submitted it last, and whether for Elm Street.
    declared: Option<(Who, bool)>,
    /// Days from the beginning, and the last one on which Elm Street may submit.
    today: i64,
    until: Option<i64>,
    linked: bool,
    /// Whether Xanthe was linked at any time since the first edition was begun.
    was_linked: bool,
}

impl Model {
    fn fills_in(&self, who: Who) -> bool {
        who == Who::Gina || (who == Who::Xanthe && self.linked)
    }

    fn acts_for_elm(&self, who: Who) -> bool {
        let never_accountant = who == Who::Xanthe && !self.linked && !self.was_linked;
        let administers = matches!(who, Who::Alice | Who::Bashir) || never_accountant;
        administers && self.until.is_some_and(|until| self.today <= until)
    }

    fn open(&mut self, state: &'static str) {
        self.state = state;
        self.editions += 1;
        self.declared = None;
        self.was_linked = self.linked || (self.was_linked && self.editions > 1);
    }

    /// What a step makes of the state; none if it is not done.
    fn after(&self, who: Who, step: &str) -> Option<&'static str> {
        let own = who == Who::Gina;
        let fills_in = self.fills_in(who);
        match (self.state, step) {
            ("draft", "ready") if fills_in => Some("ready"),
            ("ready", "take-back") | ("rejected", "revert") if fills_in => Some("draft"),
            ("declared", "withdraw") | ("elsewhere" | "not-required", "reopen") if own => {
                Some("draft")
            }
            ("draft", "elsewhere") if own => Some("elsewhere"),
            ("draft", "not-required") if own => Some("not-required"),
            ("declared", "approve") if who == Who::Olive => Some("approved"),
            ("declared", "reject") if who == Who::Olive => Some("rejected"),
            _ => None,
        }
    }

    /// What `Onward` comes to.
    fn onward(&self, which: prop::sample::Index) -> Do {
        let steps = ["ready", "approve", "reject", "revert", "reopen", "revise"];
        let by = |who: Who| {
            let submit = Do::Submit(who, true);
            let steps = steps.map(|step| Do::Step(who, step));
            steps.into_iter().chain([submit])
        };
        let all = PEOPLE.into_iter().flat_map(by);
        let possible: Vec<_> = all.filter(|what| self.clone().take(*what)).collect();
        *which.get(&possible)
    }

    /// Does it, and says whether it is done.
    fn take(&mut self, what: Do) -> bool {
        match what {
            Do::Onward(which) => self.take(self.onward(which)),
            Do::Begin(who, step) => {
                let (none, own) = (self.state.is_empty(), who == Who::Gina);
                if !self.fills_in(who) || (step != "begin" && !own) {
                    return false;
                }
                let there = none || step == "begin" || self.state == "draft";
                if none {
                    self.open("draft");
                }
                if there && step != "begin" {
                    self.state = if step == "elsewhere" {
                        "elsewhere"
                    } else {
                        "not-required"
                    };
                }
                there
            }
            Do::Save(who) => match self.state {
                "draft" => self.fills_in(who),
                "ready" => who == Who::Gina,
                _ => false,
            },
            Do::Step(who, "revise") => {
                let may = self.fills_in(who) && self.state == "approved";
                if may {
                    self.open("draft");
                }
                may
            }
            Do::Step(who, step) => match self.after(who, step) {
                Some(state) => {
                    self.state = state;
                    true
                }
                None => false,
            },
            Do::Submit(who, right) => {
                let own = who == Who::Gina && matches!(self.state, "draft" | "ready");
                let for_elm = self.acts_for_elm(who) && self.state == "ready";
                let done = right && (own || for_elm);
                if done {
                    self.state = "declared";
                    self.declared = Some((who, !own));
                }
                done
            }
            Do::Authorise(days) => {
                self.until = Some(self.today + days);
                true
            }
            Do::TakeBack => {
                self.until = None;
                true
            }
            Do::Link => {
                self.linked = true;
                self.was_linked = true;
                true
            }
            Do::Unlink => {
                self.linked = false;
                true
            }
            Do::Days(days) => {
                self.today += days;
                true
            }
        }
    }
}

/// The newest edition, if there is one.
async fn newest(app: &TestApp) -> Option<String> {
    let query = "SELECT id FROM pension_form ORDER BY edition DESC LIMIT 1";
    let newest: Option<(Uuid,)> = app.db.optional(Query::new(query)).await.unwrap();
    newest.map(|(id,)| id.to_string())
}

/// What a form needs, as it is once somebody has filled it in.
async fn complete(app: &TestApp, content: &str) {
    let fill = Query::new(
        "UPDATE pension_form SET content = $1 WHERE state IN ('draft', 'elsewhere', 'not-required')",
    );
    app.run(fill.bind(content)).await;
}

/// The day so many days from now.
fn day_in(app: &TestApp, days: i64) -> [String; 3] {
    let (year, month, day) = date_of(Instant(app.clock.now().0 + days * DAY)).parts();
    [day.to_string(), month.to_string(), year.to_string()]
}

/// Does it through the program, and says whether it was done.
async fn take(app: &TestApp, model: &Model, what: Do, content: &str, number: usize) -> bool {
    let id = newest(app).await.unwrap_or_else(|| Uuid::nil().to_string());
    let there = !model.state.is_empty();
    match what {
        Do::Begin(who, how) => {
            let done = is_done(&try_begin(app, who, &[("step", how)]).await);
            complete(app, content).await;
            done
        }
        Do::Save(who) if there => {
            // Of what was there already, too.
            let name = format!("Name {number}");
            is_done(&save(app, who, &id, "about", &[("previous_surname", &name)]).await)
        }
        Do::Step(who, one) if there => {
            let more = [
                ("reason", "Because"),
                ("amended[0]", "31"),
                ("amended[1]", "1"),
                ("amended[2]", "2028"),
            ];
            let answer = step(app, who, &id, one, &more).await;
            is_done(&answer) && (one != "revise" || id_of(&answer) != id)
        }
        Do::Submit(who, right) if there => {
            app.run(Query::new("DELETE FROM sign_in_throttle")).await;
            let password = if right { PASSWORD } else { "not it" };
            is_done(&submit(app, who, &id, &[("password", password)]).await)
        }
        Do::Save(_) | Do::Step(..) | Do::Submit(..) | Do::Onward(_) => false,
        Do::Authorise(days) => {
            let until = day_in(app, days);
            is_done(&authorise(app, until.each_ref().map(String::as_str)).await)
        }
        Do::TakeBack => {
            let fields = [("practice", ELM), ("step", "take-back")];
            is_done(
                &app.call(Who::Gina, "pensions/authorise", &body(&fields))
                    .await,
            )
        }
        Do::Link => {
            if !model.linked {
                link(app, Who::Alice, ELM, &["type_1"]).await;
            }
            true
        }
        Do::Unlink => {
            end_links(app).await;
            true
        }
        Do::Days(days) => {
            app.pass(days * DAY, &PEOPLE).await;
            true
        }
    }
}

/// What there is, as the model has it.
async fn holds_true(app: &TestApp, model: &Model) -> Result<(), TestCaseError> {
    let Some(id) = newest(app).await else {
        prop_assert_eq!(model.state, "");
        return Ok(());
    };
    let form = kept(app, &id).await;
    prop_assert_eq!(&form.state, model.state);
    prop_assert_eq!(form.edition, model.editions);
    let declared = form.declared_by.map(|by| (by, form.declared_for.clone()));
    let expected = model
        .declared
        .map(|(who, for_elm)| (who.id().0, for_elm.then(|| ELM.to_owned())));
    prop_assert_eq!(declared, expected);
    let never = "SELECT CAST(count(*) AS BIGINT) FROM pension_form
                 WHERE state NOT IN ('draft', 'ready', 'elsewhere', 'not-required', 'declared', 'approved', 'rejected')
                    OR (state IN ('declared', 'approved', 'rejected')) > (declared_by IS NOT NULL AND hash IS NOT NULL)
                    OR (state IN ('approved', 'rejected')) > (decided_by = $1)";
    prop_assert_eq!(app.count(Query::new(never).bind(Who::Olive.id())).await, 0);
    Ok(())
}

async fn run(app: &TestApp, steps: &[Do], content: &str) -> Result<usize, TestCaseError> {
    for table in [
        "DELETE FROM pension_reader",
        "DELETE FROM pension_form",
        "DELETE FROM pension_authority",
    ] {
        app.run(Query::new(table)).await;
    }
    app.pass(SECOND, &PEOPLE).await;
    end_links(app).await;
    let mut model = Model::default();
    let mut submitted = 0;
    for (number, what) in steps.iter().enumerate() {
        let what = &match what {
            Do::Onward(which) => model.onward(*which),
            what => *what,
        };
        app.pass(SECOND, &PEOPLE).await;
        app.run(Query::new("DELETE FROM budget")).await;
        let before = model.clone();
        let earlier = older(app, model.editions).await;
        let expected = model.take(*what);
        let done = take(app, &before, *what, content, number).await;
        prop_assert_eq!(done, expected, "{:?} in {:?}", what, before);
        holds_true(app, &model).await?;
        // Of all steps hers alone would hardly ever be tried where only what was long ago keeps her from it.
        let by_xanthe = Do::Submit(Who::Xanthe, true);
        if model.state == "ready" && !model.clone().take(by_xanthe) {
            let done = take(app, &model, by_xanthe, content, number).await;
            prop_assert!(!done, "{:?} in {:?}", by_xanthe, model);
        }
        // Whoever submits is the member, or acts for Elm Street on what is ready.
        if before.state != "declared" && model.state == "declared" {
            let Do::Submit(who, true) = what else {
                return Err(TestCaseError::fail(format!("submitted by {what:?}")));
            };
            let for_elm = before.acts_for_elm(*who) && before.state == "ready";
            prop_assert!(*who == Who::Gina || for_elm, "{:?} in {:?}", who, before);
            submitted += 1;
        }
        prop_assert_eq!(
            older(app, before.editions).await,
            earlier,
            "an older edition"
        );
    }
    prop_assert_eq!(wrong(&app.db).await, [""; 0]);
    Ok(submitted)
}

/// All editions before the newest.
async fn older(app: &TestApp, editions: i64) -> Vec<Kept> {
    let query = "SELECT id FROM pension_form WHERE edition < $1 ORDER BY edition";
    let query = Query::new(query).bind(editions);
    let ids: Vec<(Uuid,)> = app.db.all(query).await.unwrap();
    let mut all = Vec::new();
    for (id,) in ids {
        all.push(kept(app, &id.to_string()).await);
    }
    all
}

#[test]
fn whatever_is_done_only_the_member_or_an_authorised_administrator_who_is_no_accountant_submits() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for app in runtime.block_on(TestApp::each()) {
        let content = runtime.block_on(async {
            holds(&app, Who::Xanthe, ELM, "gpp-user-management").await;
            take_over(&app.db).await;
            desk(&app, Who::Olive, "give").await;
            let id = filled_in(&app, Who::Gina).await;
            kept(&app, &id).await.content
        });
        let submitted = std::cell::Cell::new(0);
        let mut runner = TestRunner::new(Config {
            cases: 12,
            failure_persistence: None,
            max_shrink_iters: 0,
            ..Config::default()
        });
        let sequence = prop::collection::vec(doing(), 25);
        let usual = |steps: &[Do]| runtime.block_on(run(&app, steps, &content));
        runner
            .run(&sequence, |steps| {
                // Somebody has to begin.
                let steps: Vec<_> = [Do::Begin(Who::Gina, "begin")]
                    .into_iter()
                    .chain(steps)
                    .collect();
                submitted.set(submitted.get() + usual(&steps)?);
                Ok(())
            })
            .unwrap();
        // Else nothing was looked at.
        assert!(submitted.get() > 5, "{} submitted", submitted.get());
        // Xanthe, each time as somebody else.
        let revised = [
            Do::Submit(Who::Gina, true),
            Do::Step(Who::Olive, "approve"),
            Do::Step(Who::Gina, "revise"),
        ];
        let by_xanthe = [
            (vec![Do::Begin(Who::Gina, "begin")], true),
            (vec![Do::Begin(Who::Gina, "begin"), Do::Link], false),
            (
                vec![Do::Begin(Who::Gina, "begin"), Do::Link, Do::Unlink],
                false,
            ),
            (
                vec![Do::Link, Do::Begin(Who::Xanthe, "begin"), Do::Unlink],
                false,
            ),
            (
                vec![Do::Link, Do::Unlink, Do::Begin(Who::Gina, "begin")],
                true,
            ),
            (
                vec![Do::Link, Do::Begin(Who::Xanthe, "begin"), Do::Unlink]
                    .into_iter()
                    .chain(revised)
                    .collect(),
                false,
            ),
            (
                vec![Do::Begin(Who::Gina, "begin")]
                    .into_iter()
                    .chain(revised)
                    .collect(),
                true,
            ),
        ];
        for (before, submits) in by_xanthe {
            let rest = [
                Do::Authorise(3),
                Do::Step(Who::Gina, "ready"),
                Do::Submit(Who::Xanthe, true),
            ];
            let steps: Vec<_> = before.into_iter().chain(rest).collect();
            let (submitted, expected) = (usual(&steps).unwrap(), usize::from(submits));
            let by_gina = steps
                .iter()
                .filter(|what| matches!(what, Do::Submit(Who::Gina, _)));
            assert_eq!(submitted, by_gina.count() + expected, "{steps:?}");
        }
    }
}
