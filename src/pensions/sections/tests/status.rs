//! How far sections are.

use super::*;

fn status(section: Section, content: &Content, saved: bool) -> SectionStatus {
    section.status(content, tables("2024-25"), &[], saved)
}

fn fill(section: Section, sent: &[(&str, &str)], content: &mut Content) -> SectionStatus {
    read(section, &pairs(sent), content, tables("2024-25"), &[]);
    status(section, content, true)
}

#[test]
fn a_new_form_has_nothing_started() {
    for content in [certificate(), assessment()] {
        for section in Section::of(&content, tables("2024-25")) {
            let status = status(section, &content, false);
            assert_eq!(status, SectionStatus::NotStarted, "{section:?}");
        }
    }
}

#[test]
fn a_section_goes_from_in_progress_to_completed() {
    use SectionStatus::{Completed, InProgress};
    let mut content = certificate();
    let income =
        |sent: &[(&str, &str)], content: &mut Content| fill(Section::Income, sent, content);
    assert_eq!(
        income(&[("practice_income", "1")], &mut content),
        InProgress
    );
    let rest = [("other_income", "0"), ("non_nhs_0_amount", "0")];
    assert_eq!(income(&rest, &mut content), Completed);
    let expenses = [("expenses", "1"), ("method", "actual")];
    assert_eq!(fill(Section::Expenses, &expenses, &mut content), InProgress);
    let rest = [("method_amount", "1"), ("method_reason", "As kept")];
    assert_eq!(fill(Section::Expenses, &rest, &mut content), Completed);
    assert_eq!(
        fill(Section::Voluntary, &[("errbo", "1")], &mut content),
        Completed
    );
    let paid = [("paid_0_employee", "1"), ("paid_0_employer", "1")];
    assert_eq!(fill(Section::Paid, &paid, &mut content), InProgress);
    assert_eq!(
        fill(Section::Paid, &[("paid_0_errbo", "1")], &mut content),
        Completed
    );
}

#[test]
fn where_most_have_nothing_to_say_saving_completes_an_empty_section() {
    let content = certificate();
    for section in [Section::Adjustments, Section::OptedOut, Section::Voluntary] {
        assert_eq!(status(section, &content, true), SectionStatus::Completed);
    }
    assert_eq!(
        status(Section::Income, &content, true),
        SectionStatus::NotStarted
    );
    assert_eq!(
        status(Section::Paid, &assessment(), true),
        SectionStatus::Completed
    );
}
