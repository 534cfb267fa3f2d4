//! Where the site is published, and what is known of it.

use axum::{Json, extract::State, http::Method as Verb};
use domain::profile::FactKind;
use schemars::JsonSchema;
use serde_json::{Map, Value};
use wix::wire::{
    Address, Locale, PublishedSiteUrls, SiteProperties, SitePropertiesAnswer, SiteUrl, UrlType,
};

use crate::{
    Api,
    Effect::Reads,
    Method,
    caller::Caller,
    fault::Fault,
    method::{Row, get},
    payload::Pairs,
    service, site,
};

/// The methods of both services.
pub fn methods() -> impl Iterator<Item = Method> {
    let method = |name, path: &str, handled| {
        [Row { name, effect: Reads, verb: Verb::GET, path: path.to_owned(), handled }]
    };
    let urls =
        method("ListPublishedSiteUrls", "/urls-server/v2/published-site-urls", get!(site::urls));
    let properties =
        method("GetSiteProperties", "/site-properties/v4/properties", get!(site::properties));
    service::PUBLISHED_URLS.serves(urls).chain(service::SITE_PROPERTIES.serves(properties))
}

/// Which addresses are wanted.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes pairs, which are read one by one")]
struct UrlFilters {
    /// `ALL`, `PREMIUM` or `FREE`: addresses on a domain of the site's own, or of the host's.
    #[schemars(rename = "filters.urlType")]
    url_type: Option<String>,
    /// Taken, and changes nothing: the site has one address.
    #[schemars(rename = "filters.primary")]
    primary: Option<bool>,
    /// Taken, and changes nothing: the address speaks one language.
    #[schemars(rename = "filters.multilingual")]
    multilingual: Option<bool>,
}

/// Which properties are wanted.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes pairs, which are read one by one")]
struct WantedProperties {
    /// Paths such as `locale.country`, with commas between them. May be repeated.
    fields: Option<String>,
    /// Another name of `fields`.
    #[schemars(rename = "fields.paths")]
    paths: Option<String>,
}

/// `GET /urls-server/v2/published-site-urls`: lists where the site is published. It has one
/// address, which is on a domain of its own and speaks one language. None while it is not
/// published.
async fn urls(
    State(api): State<Api>,
    caller: Caller,
    asked: Pairs<UrlFilters>,
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

/// `GET /site-properties/v4/properties?fields=`: tells what is known of the site. With
/// `fields` only the properties that it names. A name that stands for nothing known gives nothing.
async fn properties(
    State(api): State<Api>,
    caller: Caller,
    asked: Pairs<WantedProperties>,
) -> Result<Json<SitePropertiesAnswer>, Fault> {
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
    let named: Vec<&str> = ["fields", "fields.paths"]
        .into_iter()
        .flat_map(|name| asked.all(name))
        .flat_map(|mask| mask.split(','))
        .map(str::trim)
        .filter(|path| !path.is_empty())
        .collect();
    let properties = if named.is_empty() { properties } else { only(&properties, &named)? };
    Ok(Json(SitePropertiesAnswer { version: stored.version.to_string(), properties }))
}

/// The language that a tag begins with.
fn two_letters(tag: &str) -> Option<String> {
    let first = tag.split(['-', '_']).next().unwrap_or_default();
    (!first.is_empty()).then(|| first.to_ascii_lowercase())
}

/// Those of the properties that paths name.
fn only(properties: &SiteProperties, paths: &[&str]) -> Result<SiteProperties, Fault> {
    let all = serde_json::to_value(properties).map_err(|error| Fault::broken(&error))?;
    serde_json::from_value(masked(&all, paths)).map_err(|error| Fault::broken(&error))
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
