//! Where the site is published, and what is known of it.

use axum::{Json, extract::State, http::Method as Verb, routing::get};
use domain::profile::FactKind;
use serde_json::{Map, Value};
use wix::wire::{
    Address, Locale, PublishedSiteUrls, SiteProperties, SitePropertiesAnswer, SiteUrl, UrlType,
};

use crate::{Api, Effect::Reads, Method, caller::Caller, fault::Fault, payload::Pairs};

/// The methods of both services.
pub fn methods() -> [Method; 2] {
    let method = |name, path: &str, handler| Method {
        name,
        effect: Reads,
        verb: Verb::GET,
        path: path.to_owned(),
        handler,
    };
    [
        method("ListPublishedSiteUrls", "/urls-server/v2/published-site-urls", get(urls)),
        method("GetSiteProperties", "/site-properties/v4/properties", get(properties)),
    ]
}

/// `GET /urls-server/v2/published-site-urls`: the site's one address, which is on a domain of
/// its own and speaks one language. None while it is not published.
async fn urls(
    State(api): State<Api>,
    caller: Caller,
    asked: Pairs,
) -> Result<Json<PublishedSiteUrls>, Fault> {
    const TYPE: &str = "filters.urlType";
    let wanted = match asked.one(TYPE)? {
        None | Some("" | "ALL" | "PREMIUM") => true,
        Some("FREE") => false,
        Some(other) => {
            let said = format!("{other:?} is not a kind of address. Send ALL, PREMIUM or FREE.");
            return Err(Fault::field(TYPE, "INVALID_ENUM_VALUE", said));
        }
    };
    for name in ["filters.primary", "filters.multilingual"] {
        if !matches!(asked.one(name)?, None | Some("" | "true" | "false")) {
            return Err(Fault::field(name, "FORMAT", "Send true or false."));
        }
    }
    let site = api.store.site(caller.scope).await?;
    let url = SiteUrl {
        url_type: Some(UrlType::Premium),
        primary: true,
        url: site.address,
        rest: Map::new(),
    };
    let urls = Some(url).filter(|_| site.published && wanted).into_iter().collect();
    Ok(Json(PublishedSiteUrls { urls }))
}

/// `GET /site-properties/v4/properties?fields=`: what is known of the site, or those of the
/// properties that `fields` names. A name that stands for nothing known gives nothing.
async fn properties(
    State(api): State<Api>,
    caller: Caller,
    asked: Pairs,
) -> Result<Json<Value>, Fault> {
    let site = api.store.site(caller.scope).await?;
    let stored = api.store.profile(caller.scope).await?;
    let known = |kind| stored.profile.one(kind).map(str::to_owned);
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let language = known(FactKind::Language).as_deref().and_then(two_letters);
    let country = filled(&site.country);
    let locale =
        Locale { language_code: language.clone(), country: country.clone(), ..Locale::default() };
    let address = Address { in_one_line: known(FactKind::Place), country, ..Address::default() };
    let properties = SiteProperties {
        language,
        locale: Some(locale).filter(|locale| *locale != Locale::default()),
        time_zone: filled(&site.time_zone),
        address: Some(address).filter(|address| *address != Address::default()),
        site_display_name: filled(&site.name),
        business_name: known(FactKind::Name),
        description: known(FactKind::Description),
        external_site_url: filled(&site.address),
        ..SiteProperties::default()
    };
    let answer = SitePropertiesAnswer { version: stored.version.to_string(), properties };
    let mut answer = serde_json::to_value(answer).map_err(|error| Fault::broken(&error))?;
    let named: Vec<&str> = ["fields", "fields.paths"]
        .into_iter()
        .flat_map(|name| asked.all(name))
        .flat_map(|mask| mask.split(','))
        .map(str::trim)
        .filter(|path| !path.is_empty())
        .collect();
    if !named.is_empty() {
        answer["properties"] = masked(&answer["properties"], &named);
    }
    Ok(Json(answer))
}

/// The language that a tag begins with.
fn two_letters(tag: &str) -> Option<String> {
    let first = tag.split(['-', '_']).next().unwrap_or_default();
    (!first.is_empty()).then(|| first.to_ascii_lowercase())
}

/// What paths such as `locale.country` name of an object.
fn masked(object: &Value, paths: &[&str]) -> Value {
    let Value::Object(fields) = object else { return object.clone() };
    let kept = fields.iter().filter_map(|(name, value)| {
        if paths.contains(&name.as_str()) {
            return Some((name.clone(), value.clone()));
        }
        let inner: Vec<&str> = paths
            .iter()
            .filter_map(|path| path.split_once('.').filter(|(first, _)| first == name))
            .map(|(_, rest)| rest)
            .collect();
        let value = (!inner.is_empty()).then(|| masked(value, &inner))?;
        Some((name.clone(), value)).filter(|(_, value)| *value != Value::Object(Map::new()))
    });
    Value::Object(kept.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_mask_keeps_what_it_names_and_nothing_else() {
        let all = json!({ "language": "pt", "locale": { "languageCode": "pt", "country": "PT" } });
        let masked = |paths: &[&str]| super::masked(&all, paths);
        assert_eq!(masked(&["language"]), json!({ "language": "pt" }));
        assert_eq!(masked(&["locale.country"]), json!({ "locale": { "country": "PT" } }));
        assert_eq!(masked(&["locale", "locale.country"])["locale"], all["locale"]);
        assert_eq!(masked(&["locale.street", "email", "loc"]), json!({}));
        assert_eq!(super::two_letters("pt-PT").as_deref(), Some("pt"));
    }
}
