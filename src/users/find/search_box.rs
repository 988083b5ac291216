//! The search box. With WebAssembly it suggests users while typing; without it, it is a form with a button.

use leptos::prelude::*;
use leptos_router::NavigateOptions;

use super::{Suggestion, api::suggest_users};
use crate::ui::{addresses, use_open, view};

/// One box for everything a user is found by.
#[component]
pub fn SearchBox(
    /// What stands in it.
    text: String,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let suggestions = RwSignal::new(Vec::<Suggestion>::new());
    let nobody = RwSignal::new(false);
    let chosen = RwSignal::new(None::<usize>);
    let close = move || {
        suggestions.set(Vec::new());
        nobody.set(false);
    };
    // Asked after every letter; an answer that was overtaken by a later one is dropped.
    Effect::new(move |_| {
        let text = typed.get();
        chosen.set(None);
        if text.trim().chars().count() < 2 {
            close();
            return;
        }
        leptos::task::spawn_local(async move {
            let answer = suggest_users(text.clone()).await;
            // The page may be gone by the time the answer comes.
            if typed.try_get_untracked().as_ref() == Some(&text) {
                nobody.set(answer.as_ref().is_ok_and(Vec::is_empty));
                suggestions.set(answer.unwrap_or_default());
            }
        });
    });
    let open = Memo::new(move |_| suggestions.with(|found| !found.is_empty()));
    let navigate = use_open();
    let go = navigate.clone();
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let count = suggestions.with(Vec::len);
        let step = |by: usize| chosen.get().map_or(by - 1, |now| now + by) % count.max(1);
        match event.key().as_str() {
            "ArrowDown" if count > 0 => {
                event.prevent_default();
                chosen.set(Some(chosen.get().map_or(0, |_| step(1))));
            }
            "ArrowUp" if count > 0 => {
                event.prevent_default();
                chosen.set(Some(chosen.get().map_or(count - 1, |_| step(count - 1))));
            }
            "Escape" => close(),
            "Enter" => {
                let user = chosen
                    .get()
                    .and_then(|at| suggestions.with(|found| found.get(at).map(|s| s.id)));
                if let Some(user) = user {
                    event.prevent_default();
                    navigate(&addresses::user(user), NavigateOptions::default());
                }
            }
            _ => {}
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
                on:blur=move |_| set_timeout(close, std::time::Duration::from_millis(200)) />
            <button class="nhsuk-button app-search__button" type="submit">"Search"</button>
            <ul class="app-search__list" id="q-list" role="listbox" aria-label="Suggestions" hidden=move || !open.get()>
                {move || suggestions.get().into_iter().enumerate().map(|(at, suggestion)| {
                    let href = addresses::user(suggestion.id);
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
