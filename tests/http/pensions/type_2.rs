//! A Type 2 self-assessment from its beginning to its place on the record.

use super::*;
use crate::support::cast::OAK;

/// Besides the partnership that the Performers List shows: a salaried post of the whole year.
const SALARIED: [(&str, &str); 12] = [
    ("kind", "salaried"),
    ("place", "Oak Lane Practice"),
    ("ods_code", OAK),
    ("pay", "50,000.00"),
    ("document", "Payslip of March 2026"),
    ("period_0_first_day", "1"),
    ("period_0_first_month", "4"),
    ("period_0_first_year", "2025"),
    ("paid_0_employee", "6,000.00"),
    ("paid_0_employer", "7,190.00"),
    ("period_0_last_day", ""),
    ("period_0_last_month", ""),
];

/// One that lacks nothing, by the member.
async fn filled_in(app: &TestApp) -> String {
    let type_2 = [("kind", "type-2"), ("practice", "")];
    let id = id_of(&try_begin(app, Who::Gina, &type_2).await);
    let about = [("sd_number", "SD123456"), ("on_leave", "no")];
    assert_done(&save(app, Who::Gina, &id, "about", &about).await);
    let partner = [("kind", "partner"), ("pay", "40,000.00")];
    assert_done(&save(app, Who::Gina, &id, "post-0", &partner).await);
    assert_done(&save(app, Who::Gina, &id, "post-1", &SALARIED).await);
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_files_a_self_assessment_over_all_their_posts_and_the_desk_puts_it_on_the_record()
{
    for app in apps().await {
        let id = filled_in(&app).await;
        let page = ["/pensions/", &id].concat();
        let shown = app.get(Who::Gina, &page).await.words();
        // 90,000 over all posts sets the rate; what is due of the salaried post is 12.5% of its own 50,000.
        for part in ["12.5%", "6,250.00", "250.00"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        // Nobody else sees or submits it.
        for who in [Who::Alice, Who::Peter, Who::Olive, Who::Xanthe] {
            let answer = submit(&app, who, &id, &[]).await;
            assert_eq!(answer.status, 404, "{who:?}: {}", answer.text());
        }
        assert_done(&submit(&app, Who::Gina, &id, &[]).await);
        let declared = kept(&app, &id).await;
        assert_eq!(declared.state, "declared");
        assert_eq!(declared.declared_by, Some(Who::Gina.id().0));
        let print = app.get(Who::Gina, &[&page, "/print"].concat()).await;
        let reference = declared.reference.clone().unwrap();
        for part in ["Type 2 self-assessment for 2025/26", "6,250.00", &reference] {
            assert!(print.text().contains(part), "{part}: {}", print.text());
        }
        desk(&app, Who::Olive, "give").await;
        assert_done(&step(&app, Who::Olive, &id, "approve", &[]).await);
        let after = kept(&app, &id).await;
        assert_eq!(after.state, "approved");
        assert_eq!(
            (after.declared, after.hash),
            (declared.declared, declared.hash)
        );
        let years = app.get(Who::Gina, "/pensions").await.words();
        assert!(
            years.contains("It is approved. Nothing is left to do."),
            "{years}"
        );
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_of_any_post_submits_a_self_assessment_for_the_member_once_it_is_ready() {
    for app in apps().await {
        let id = filled_in(&app).await;
        assert_done(&authorise(&app, LONG).await);
        assert_eq!(submit(&app, Who::Alice, &id, &[]).await.status, 409);
        assert_done(&step(&app, Who::Gina, &id, "ready", &[]).await);
        assert_done(&submit(&app, Who::Alice, &id, &[]).await);
        let kept = kept(&app, &id).await;
        assert_eq!(kept.declared_by, Some(Who::Alice.id().0));
        assert_eq!(kept.declared_for.as_deref(), Some(ELM));
        in_order(&app).await;
    }
}
