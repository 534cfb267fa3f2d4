//! What a site's robots.txt asks of us.

use std::time::Duration;

use outbound::{FetchError, Limits, Outbound};
use texting_robots::Robot;
use url::Url;

/// The name that robots.txt calls us by.
const AGENT: &str = "Almanac";
const MAX_BYTES: usize = 1_000_000;

/// The rules for us, as RFC 9309 has them: a missing file allows everything, a server in
/// trouble forbids everything.
#[derive(Debug)]
pub(super) enum Robots {
    Rules(Robot),
    AllowAll,
    Failing(u16),
}

impl Robots {
    /// Reads the robots.txt of the host of this address.
    ///
    /// # Errors
    /// The host itself cannot be reached.
    pub(super) async fn load(
        outbound: &Outbound,
        address: &Url,
        timeout: Duration,
    ) -> Result<Self, FetchError> {
        let Ok(file) = address.join("/robots.txt") else { return Ok(Robots::AllowAll) };
        let limits = Limits { max_bytes: MAX_BYTES, timeout, accept: "text/plain, */*;q=0.1" };
        match outbound.get(&file, limits).await {
            Ok(found) if (200..300).contains(&found.status) => Ok(Robots::parse(&found.body)),
            Ok(found) if found.status >= 500 => Ok(Robots::Failing(found.status)),
            Ok(_) => Ok(Robots::AllowAll),
            Err(
                FetchError::TooLarge { .. }
                | FetchError::TooManyRedirects { .. }
                | FetchError::Other { .. },
            ) => Ok(Robots::AllowAll),
            Err(unreachable) => Err(unreachable),
        }
    }

    fn parse(text: &[u8]) -> Self {
        Robot::new(AGENT, text).map_or(Robots::AllowAll, Robots::Rules)
    }

    pub(super) fn allows(&self, url: &Url) -> bool {
        match self {
            Robots::Rules(rules) => rules.allowed(url.as_str()),
            Robots::AllowAll => true,
            Robots::Failing(_) => false,
        }
    }

    /// The pause it asks for between two requests.
    pub(super) fn delay(&self) -> Option<Duration> {
        let Robots::Rules(Robot { delay: Some(seconds), .. }) = self else { return None };
        Duration::try_from_secs_f32(*seconds).ok().filter(|delay| !delay.is_zero())
    }

    /// The site maps it names.
    pub(super) fn sitemaps(&self) -> Vec<Url> {
        let Robots::Rules(rules) = self else { return Vec::new() };
        rules.sitemaps.iter().filter_map(|text| Url::parse(text.trim()).ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(text: &str, path: &str) -> bool {
        let url = Url::parse("https://x.example").unwrap().join(path).unwrap();
        Robots::parse(text.as_bytes()).allows(&url)
    }

    #[test]
    fn rules_for_us_come_before_rules_for_all() {
        let text = "User-agent: *\nDisallow: /\n\nUser-agent: almanac\nDisallow: /private\n";
        assert!(allows(text, "/menu"));
        assert!(!allows(text, "/private/x"));
        assert!(!allows("User-agent: *\nDisallow: /\n", "/"));
        assert!(allows("User-agent: *\nDisallow:\n", "/"));
        assert!(allows("User-agent: *\nDisallow: /\nAllow: /menu\n", "/menu"));
        assert!(allows("<!doctype html><p>Not found", "/"));
        assert!(allows("\u{0}\u{ffff}Disallow", "/"));
    }

    #[test]
    fn delays_that_make_no_sense_are_none() {
        let delay = |said: &str| {
            Robots::parse(format!("User-agent: *\nCrawl-delay: {said}").as_bytes()).delay()
        };
        assert_eq!(delay("2"), Some(Duration::from_secs(2)));
        assert_eq!(delay("0.5"), Some(Duration::from_millis(500)));
        for nonsense in ["0", "-1", "NaN", "inf", "1e39", "soon"] {
            assert_eq!(delay(nonsense), None, "{nonsense}");
        }
    }
}
