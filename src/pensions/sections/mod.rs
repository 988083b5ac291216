//! Stub.
use super::{
    calculation::{Working, YearTables, checks::Recorded},
    content::Content,
};
use crate::ui::{FieldError, Submitted, view};
use leptos::prelude::*;
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Section {
    About,
    Post(usize),
}
pub enum SectionStatus {
    NotStarted,
    InProgress,
    Completed,
}
impl Section {
    pub fn of(_: &Content, _: &YearTables) -> Vec<Self> {
        vec![Self::About]
    }
    pub fn code(&self) -> String {
        "about".to_owned()
    }
    pub fn from_code(_: &str) -> Option<Self> {
        Some(Self::About)
    }
    pub fn title(&self, _: &Content) -> String {
        "About".to_owned()
    }
    pub fn status(&self, _: &Content, _: &YearTables, _: &[Recorded]) -> SectionStatus {
        SectionStatus::NotStarted
    }
}
pub fn read(
    _: Section,
    _: &[(String, String)],
    _: &mut Content,
    _: &YearTables,
    _: &[Recorded],
) -> Vec<FieldError> {
    Vec::new()
}
#[component]
pub fn WorkingView(working: Working, tables: YearTables) -> impl IntoView {
    let _ = (working, tables);
    view! { <p></p> }
}
#[component]
pub fn LiveWorking(
    section: Section,
    content: Content,
    tables: YearTables,
    recorded: Vec<Recorded>,
    submitted: RwSignal<Submitted>,
) -> impl IntoView {
    let _ = (section, content, tables, recorded, submitted);
    view! { <p></p> }
}
