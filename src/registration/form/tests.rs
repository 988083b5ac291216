use super::*;

fn today() -> Date {
    "2026-11-27".parse().unwrap()
}

fn boxes(day: &str) -> Vec<String> {
    day.split(' ').map(str::to_owned).collect()
}

fn somebody(first: &str) -> PersonAnswers {
    PersonAnswers {
        first_name: first.to_owned(),
        last_name: "Example".to_owned(),
        email: [&first.to_lowercase(), "@practice.example"].concat(),
        phone: "01632 960001".to_owned(),
        job: "Practice manager".to_owned(),
        ..PersonAnswers::default()
    }
}

fn answers() -> Answers {
    Answers {
        practice: "ZZ9001".to_owned(),
        need: "administrator".to_owned(),
        roles: vec!["gpp-user-management".to_owned(), "gpp-avcs".to_owned()],
        why: "left".to_owned(),
        explanation: "Since May".to_owned(),
        arose: boxes("31 5 2026"),
        nominee: somebody("Nora"),
        who: "nominee".to_owned(),
        leaver: "no".to_owned(),
        capacity: "gp-partner".to_owned(),
        authoriser: somebody("Gwen"),
        gmc_number: "9000017".to_owned(),
        ..Answers::default()
    }
}

#[test]
fn only_roles_of_the_kind_that_is_asked_for_are_asked_for() {
    let form = Form::read(&answers(), today()).unwrap();
    assert_eq!(form.roles, ["gpp-user-management"]);
    let user = Answers {
        need: "user".to_owned(),
        ..answers()
    };
    assert_eq!(Form::read(&user, today()).unwrap().roles, ["gpp-avcs"]);
    let emergency = Answers {
        need: "emergency".to_owned(),
        ..answers()
    };
    assert_eq!(
        Form::read(&emergency, today()).unwrap_err().0,
        Question::Need
    );
}

#[test]
fn nobody_confirms_for_themselves_however_the_address_is_written() {
    let mut same = answers();
    same.authoriser.email = " NORA@Practice.Example ".to_owned();
    let (question, wrong) = Form::read(&same, today()).unwrap_err();
    assert_eq!(question, Question::Authoriser);
    assert_eq!(wrong.errors[0].field, "email");
}

#[test]
fn questions_are_asked_in_their_order_until_each_has_a_good_answer() {
    let mut known = Answers::default();
    let all = answers();
    let mut asked = Vec::new();
    while let Err((question, _)) = Form::read(&known, today()) {
        asked.push(question);
        match question {
            Question::Practice => known.practice = all.practice.clone(),
            Question::Need => known.need = all.need.clone(),
            Question::Roles => known.roles = all.roles.clone(),
            Question::Why => {
                known.why = all.why.clone();
                known.arose = all.arose.clone();
                known.explanation = all.explanation.clone();
            }
            Question::Nominee => known.nominee = all.nominee.clone(),
            Question::Requester => known.who = all.who.clone(),
            Question::Outgoing => known.leaver = all.leaver.clone(),
            Question::Capacity => known.capacity = all.capacity.clone(),
            Question::Authoriser => {
                known.authoriser = all.authoriser.clone();
                known.gmc_number = all.gmc_number.clone();
            }
            Question::Check => unreachable!(),
        }
    }
    assert_eq!(asked, Question::ALL[..9]);
}

#[test]
fn since_when_and_until_when_are_days_that_are_asked_for() {
    let with = |change: fn(&mut Answers)| {
        let mut changed = answers();
        change(&mut changed);
        Form::read(&changed, today())
    };
    let fields = |wrong: FormState| {
        wrong
            .errors
            .into_iter()
            .map(|error| error.field)
            .collect::<Vec<_>>()
    };
    let (question, wrong) = with(|answers| answers.arose = boxes("28 11 2026")).unwrap_err();
    assert_eq!(
        (question, fields(wrong)),
        (Question::Why, vec!["arose".to_owned()])
    );
    let (question, wrong) = with(|answers| {
        answers.leaver = "yes".to_owned();
        answers.outgoing = somebody("Bren");
    })
    .unwrap_err();
    assert_eq!(
        (question, fields(wrong)),
        (Question::Outgoing, vec!["last_day".to_owned()])
    );
    let whole = with(|answers| {
        answers.leaver = "yes".to_owned();
        answers.outgoing = somebody("Bren");
        answers.last_day = boxes("1 12 2026");
    })
    .unwrap();
    assert!(
        whole
            .whose_access_ends()
            .ends_with("; last day 1 December 2026")
    );
    assert!(whole.reason().contains(", since 31 May 2026. Since May"));
}
