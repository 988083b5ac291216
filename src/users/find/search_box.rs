//! The search box. With WebAssembly it suggests users while typing; without it, it is a form with a button.

use std::time::Duration;

use leptos::{ev::KeyboardEvent, prelude::*};
use leptos_router::NavigateOptions;

use super::{Suggestion, api::suggest_users};
use crate::ui::{use_open, view};

/// What the box suggests to what is typed.
#[derive(Clone, Copy)]
struct Suggesting {
    typed: RwSignal<String>,
    found: RwSignal<Vec<Suggestion>>,
    /// Whether nobody is found.
    nobody: RwSignal<bool>,
    /// Which of those found the arrows have come to.
    chosen: RwSignal<Option<usize>>,
}

impl Suggesting {
    /// Asks after every letter; an answer that was overtaken by a later one is dropped.
    fn new() -> Self {
        let suggesting = Self {
            typed: RwSignal::new(String::new()),
            found: RwSignal::new(Vec::new()),
            nobody: RwSignal::new(false),
            chosen: RwSignal::new(None),
        };
        Effect::new(move |_| suggesting.ask());
        suggesting
    }

    fn ask(self) {
        let text = self.typed.get();
        self.chosen.set(None);
        if text.trim().chars().count() < 2 {
            self.close();
            return;
        }
        leptos::task::spawn_local(async move {
            let answer = suggest_users(text.clone()).await;
            // The page may be gone by the time the answer comes.
            if self.typed.try_get_untracked().as_ref() == Some(&text) {
                self.nobody.set(answer.as_ref().is_ok_and(Vec::is_empty));
                self.found.set(answer.unwrap_or_default());
            }
        });
    }

    fn close(self) {
        self.found.set(Vec::new());
        self.nobody.set(false);
    }

    /// What a key does. Gives the address that is gone to.
    fn press(self, event: &KeyboardEvent) -> Option<String> {
        let count = self.found.with(Vec::len);
        let chosen = self.chosen.get();
        let step = |by: usize| chosen.map_or(by - 1, |now| now + by) % count.max(1);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => {
                event.prevent_default();
                self.chosen.set(Some(chosen.map_or(0, |_| step(1))));
            }
            "ArrowUp" if count > 0 => {
                event.prevent_default();
                self.chosen
                    .set(Some(chosen.map_or(count - 1, |_| step(count - 1))));
            }
            "Escape" => self.close(),
            "Enter" => {
                let at = chosen?;
                let href = self
                    .found
                    .with(|found| found.get(at).map(|one| one.href.clone()))?;
                event.prevent_default();
                return Some(href);
            }
            _ => {}
        }
        None
    }
}

/// One box for everything a user is found by.
#[component]
pub fn SearchBox(
    /// What stands in it.
    text: String,
) -> impl IntoView {
    let suggesting = Suggesting::new();
    let Suggesting {
        typed,
        found,
        nobody,
        chosen,
    } = suggesting;
    let open = Memo::new(move |_| found.with(|found| !found.is_empty()));
    let navigate = use_open();
    let go = navigate.clone();
    let on_key = move |event: KeyboardEvent| {
        if let Some(href) = suggesting.press(&event) {
            navigate(&href, NavigateOptions::default());
        }
    };
    view! {
        <label class="nhsuk-label app-search__label" for="q">"Find a user"</label>
        <div class="nhsuk-hint" id="q-hint">"Name, email address, GMC number or practice code"</div>
        <div class="app-search__row">
            <input class="nhsuk-input app-search__input" id="q" name="q" type="search" maxlength="200" value=text autocomplete="off"
                spellcheck="false" role="combobox" aria-describedby="q-hint" aria-autocomplete="list" aria-controls="q-list"
                aria-expanded=move || open.get().to_string()
                aria-activedescendant=move || chosen.get().map(option_id)
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=on_key
                on:blur=move |_| set_timeout(move || suggesting.close(), Duration::from_millis(200)) />
            <button class="nhsuk-button app-search__button" type="submit">"Search"</button>
            <ul class="app-search__list" id="q-list" role="listbox" aria-label="Suggestions" hidden=move || !open.get()>
                {move || found.get().into_iter().enumerate().map(|(at, suggestion)| {
                    let href = suggestion.href;
                    let go = go.clone();
                    view! {
                        <li class="app-search__option" role="option" id=option_id(at)
                            aria-selected=move || (chosen.get() == Some(at)).to_string()
                            on:click=move |_| go(&href, NavigateOptions::default())>
                                <span class="app-search__name">{suggestion.name}</span>
                                " "
                                <span class="app-search__detail">{suggestion.email}</span>
                        </li>
                    }
                }).collect_view()}
            </ul>
            // Always there, so that screen readers say what appears in it.
            <div class="app-search__said" role="status">
                {move || nobody.get().then(|| view! {
                    <p class="app-search__none">"No users match. Press Search to see what else you can try."</p>
                })}
            </div>
        </div>
    }
}

fn option_id(at: usize) -> String {
    ["q-option-", &at.to_string()].concat()
}
