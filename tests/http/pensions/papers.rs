//! Papers of a form: what is taken, and who gets them.

use axum::http::header;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::*;

const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n";

async fn add(app: &TestApp, who: Who, id: &str, called: &str, content: &[u8]) -> Answer {
    let file = STANDARD.encode(content);
    let fields = [("id", id), ("file", &file), ("file_called", called)];
    app.call(who, "pensions/paper", &body(&fields)).await
}

async fn papers(app: &TestApp) -> Vec<String> {
    let query = "SELECT id FROM pension_paper ORDER BY id";
    let all: Vec<(Uuid,)> = app.db.all(Query::new(query)).await.unwrap();
    all.into_iter().map(|(id,)| id.to_string()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paper_is_handed_out_as_it_came_to_be_saved_and_to_nobody_outside() {
    for app in apps().await {
        link(&app, Who::Alice, ELM, &["type_1"]).await;
        let id = filled_in(&app, Who::Gina).await;
        assert_done(&add(&app, Who::Gina, &id, "C:\\mine\\Solo form.pdf", PDF).await);
        let paper = papers(&app).await.remove(0);
        let address = ["/pensions/", &id, "/papers/", &paper].concat();
        for who in [Who::Gina, Who::Xanthe] {
            let answer = app.get(who, &address).await;
            assert_eq!(
                (answer.status.as_u16(), answer.bytes.as_slice()),
                (200, PDF),
                "{who:?}"
            );
            assert_eq!(answer.header(header::CONTENT_TYPE), "application/pdf");
            assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
            let named = answer.header(header::CONTENT_DISPOSITION);
            assert!(
                named.starts_with("attachment") && named.contains("Solo form.pdf"),
                "{named}"
            );
            let kept = answer.header(header::CACHE_CONTROL);
            assert!(kept.contains("no-store"), "{kept}");
        }
        for who in [
            Who::Visitor,
            Who::Alice,
            Who::Bashir,
            Who::Peter,
            Who::Mary,
            Who::Dora,
            Who::Olive,
            Who::Zebedee,
        ] {
            let answer = app.get(who, &address).await;
            assert_ne!(answer.status, 200, "{who:?}");
            assert!(!answer.text().contains("%PDF"), "{who:?}");
            let added = add(&app, who, &id, "a.pdf", PDF).await;
            assert!(
                matches!(added.status.as_u16(), 401 | 404),
                "{who:?}: {}",
                added.text()
            );
        }
        assert_eq!(papers(&app).await.len(), 1);
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_paper_is_refused_and_so_is_the_ninth() {
    for app in apps().await {
        let id = begin(&app, Who::Gina).await;
        for (called, content) in [
            ("a.pdf", &b"MZ\x90\x00"[..]),
            ("a.pdf", b"<html><script>alert(1)</script></html>"),
            ("a.pdf", b""),
            ("a.html", b"<p>"),
            ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("a.exe", PDF),
            ("", PDF),
        ] {
            let answer = add(&app, Who::Gina, &id, called, content).await;
            assert_eq!(wrong_field(&answer), "file", "{called}: {}", answer.text());
        }
        assert_eq!(papers(&app).await, [""; 0]);
        for number in 0..8 {
            let name = format!("paper {number}.pdf");
            assert_done(&add(&app, Who::Gina, &id, &name, PDF).await);
        }
        // The same once more is there already.
        assert_done(&add(&app, Who::Gina, &id, "paper 3.pdf", PDF).await);
        let ninth = add(&app, Who::Gina, &id, "paper 8.pdf", PDF).await;
        assert_eq!(ninth.status, 409, "{}", ninth.text());
        assert_eq!(papers(&app).await.len(), 8);
        let one = papers(&app).await.remove(2);
        assert_done(&step(&app, Who::Gina, &id, "remove-paper", &[("paper", &one)]).await);
        assert_eq!(papers(&app).await.len(), 7);
        assert_done(&add(&app, Who::Gina, &id, "paper 8.pdf", PDF).await);
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_paper_comes_or_goes_once_the_form_is_submitted_and_the_desk_gets_them() {
    for app in apps().await {
        link(&app, Who::Alice, ELM, &["type_1"]).await;
        let id = filled_in(&app, Who::Gina).await;
        assert_done(&add(&app, Who::Xanthe, &id, "a.pdf", PDF).await);
        let paper = papers(&app).await.remove(0);
        let remove = [("paper", paper.as_str())];
        assert_done(&step(&app, Who::Gina, &id, "ready", &[]).await);
        for answer in [
            add(&app, Who::Xanthe, &id, "b.pdf", PDF).await,
            step(&app, Who::Xanthe, &id, "remove-paper", &remove).await,
        ] {
            assert_eq!(answer.status, 409, "{}", answer.text());
        }
        assert_done(&submit(&app, Who::Gina, &id, &[]).await);
        let before = kept(&app, &id).await;
        for who in [Who::Gina, Who::Xanthe] {
            let answer = add(&app, who, &id, "b.pdf", PDF).await;
            assert_eq!(answer.status, 409, "{who:?}: {}", answer.text());
            let answer = step(&app, who, &id, "remove-paper", &remove).await;
            assert_eq!(answer.status, 409, "{who:?}: {}", answer.text());
        }
        desk(&app, Who::Olive, "give").await;
        let answer = step(&app, Who::Olive, &id, "remove-paper", &remove).await;
        assert_eq!(answer.status, 403, "{}", answer.text());
        assert_eq!(kept(&app, &id).await, before);
        assert_eq!(papers(&app).await.join(" "), paper);
        let address = ["/pensions/", &id, "/papers/", &paper].concat();
        assert_eq!(app.get(Who::Olive, &address).await.bytes, PDF);
    }
}
