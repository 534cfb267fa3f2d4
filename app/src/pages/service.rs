//! A service that a site names, as it is typed: the address that is asked, and its key.

use domain::{contract::Credentials, text};
use leptos::prelude::*;
use store::writers::KeyChange;
use url::Url;

use super::{
    form::{Form, Typed},
    here::AtSite,
    refusal::{InField, Refusal},
    widgets::{Line, Tick},
};

/// An address that may be asked. `example` is shown to who typed something else.
pub async fn address(
    at: &AtSite,
    typed: &Typed,
    field: &'static str,
    example: &str,
) -> Result<String, Refusal> {
    let line = text::line("The address", typed.text(field), 500).in_field(field)?;
    let wrong =
        || Refusal::field(field, format!("This is not an address. Type one such as {example}."));
    let url = Url::parse(&line).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(wrong());
    }
    (at.app().may_reach)(url.clone()).await.map_err(|why| Refusal::field(field, why))?;
    Ok(url.to_string())
}

/// What becomes of a key, by the field it is typed into and the box that has it forgotten.
pub fn key_change(typed: &Typed, field: &'static str, forget: &str) -> Result<KeyChange, Refusal> {
    let key = text::optional_line("The key", typed.text(field), 4_000).in_field(field)?;
    Ok(match key.as_str() {
        _ if typed.ticked(forget) => KeyChange::Forget,
        "" => KeyChange::Keep,
        key => KeyChange::Replace(Credentials::new(key.to_owned())),
    })
}

/// The field of a key, what is told beside it, and the box that has a kept one forgotten.
#[component]
pub fn KeyField(
    /// The form it belongs to.
    form: Form,
    /// The field that the key is typed into.
    name: &'static str,
    /// What it is called.
    label: &'static str,
    /// The field of the box.
    forget: &'static str,
    /// Whether one is kept.
    has_key: bool,
) -> impl IntoView {
    let hint = if has_key {
        "One is kept, sealed. Leave this empty to keep it; it is forgotten when the address changes."
    } else {
        "It is sealed, and never shown again. A server of your own may need none."
    };
    view! {
        <Line form name label stored="" kind="password" hint />
        {has_key.then(|| view! { <Tick name=forget label="Forget the key that is kept" /> })}
    }
}
