//! A form in the browser at the moment it is submitted.

use leptos::ev::SubmitEvent;
#[cfg(feature = "hydrate")]
use leptos::prelude::FromServerFnError as _;

use super::Outcome;
#[cfg(feature = "hydrate")]
use crate::base::codec::{Compact, Wire};
use crate::base::error::AppError;

/// A form as the browser would send it.
pub(super) struct SentForm {
    #[cfg(feature = "hydrate")]
    body: String,
    pub values: Values,
}

/// Names and values in order, passwords left out.
type Values = Vec<(String, String)>;

#[cfg(feature = "hydrate")]
impl SentForm {
    /// The form that is being submitted, with the name and value of the button that was pressed.
    pub fn of(event: &SubmitEvent) -> Option<Self> {
        use leptos::wasm_bindgen::JsCast as _;
        let form: web_sys::HtmlFormElement = event.target()?.dyn_into().ok()?;
        let data = web_sys::FormData::new_with_form(&form).ok()?;
        let button = event.submitter();
        let part = |name| {
            button
                .as_ref()
                .and_then(|button| button.get_attribute(name))
        };
        if let (Some(name), Some(value)) = (part("name"), part("value")) {
            data.append_with_str(&name, &value).ok()?;
        }
        let body = web_sys::UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
        let values = data.entries().into_iter().flatten().filter_map(|entry| {
            let pair = js_sys::Array::from(&entry);
            Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
        });
        Some(Self {
            body: body.to_string().into(),
            values: values.filter(|(name, _)| name != "password").collect(),
        })
    }

    /// Calls the server function, and gives back the values with what came of it.
    pub async fn send(self, function: &str) -> (Values, Result<Outcome, AppError>) {
        let result = call(function, self.body).await;
        (self.values, result)
    }
}

/// What the code that Leptos makes for a server function would do, once for all forms.
#[cfg(feature = "hydrate")]
async fn call(function: &str, body: String) -> Result<Outcome, AppError> {
    use leptos::server_fn::{
        ContentType as _,
        client::{Client, browser::BrowserClient},
        codec::{FromRes, PostUrl},
        request::{ClientReq, browser::BrowserRequest},
        response::ClientRes,
    };
    let request = <BrowserRequest as ClientReq<AppError>>::try_new_post(
        function,
        PostUrl::CONTENT_TYPE,
        Compact::CONTENT_TYPE,
        body,
    )?;
    let response = <BrowserClient as Client<AppError>>::send(request).await?;
    if ClientRes::<AppError>::status(&response) < 400 {
        return <Outcome as FromRes<Wire, _, AppError>>::from_res(response).await;
    }
    let bytes = ClientRes::<AppError>::try_into_bytes(response).await?;
    Err(AppError::de(bytes))
}

/// On the server no form is ever submitted: events happen in browsers.
#[cfg(not(feature = "hydrate"))]
impl SentForm {
    pub fn of(_: &SubmitEvent) -> Option<Self> {
        None
    }

    pub fn send(self, _: &str) -> std::future::Ready<(Values, Result<Outcome, AppError>)> {
        std::future::ready((self.values, Err(AppError::Unavailable(String::new()))))
    }
}
