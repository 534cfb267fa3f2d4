//! Each setting, each complaint, and who goes before whom.

use std::{io::Write, time::Duration};

use super::*;

fn settings(variables: &[(&str, &str)]) -> Result<Settings, String> {
    from(&Flags::default(), variables)
}

fn from(flags: &Flags, variables: &[(&str, &str)]) -> Result<Settings, String> {
    let environment = variables.iter().map(|(name, value)| ((*name).into(), (*value).into()));
    Settings::gather(flags, environment).map_err(|complaints| complaints.to_string())
}

fn complaint(name: &str, value: &str) -> String {
    settings(&[(name, value)]).unwrap_err()
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn with_file(text: &str) -> Result<Settings, String> {
    let file = file(text);
    settings(&[("ALMANAC_CONFIG", file.path().to_str().unwrap())])
}

#[test]
fn the_defaults_hold_and_every_setting_is_explained() {
    let settings = settings(&[]).unwrap();
    assert_eq!(settings.data, PathBuf::from("./data"));
    assert_eq!(settings.listen.to_string(), "127.0.0.1:3000");
    assert_eq!((settings.database_url, settings.public_url), (None, None));
    assert!(settings.allow_private_hosts.is_empty());
    assert_eq!((settings.log.as_str(), settings.log_format), ("info", LogFormat::Text));
    assert_eq!(settings.publisher_lease, Duration::from_secs(60));
    assert_eq!(settings.publisher_grace, Duration::from_secs(15 * 60));
    assert!(!settings.trust_proxy);
    assert_eq!(settings.metrics_address, None);
    assert_eq!((settings.limits.per_second, settings.limits.per_minute), (5, 40));
    for key in KEYS {
        assert!(DEFAULTS.contains(&format!("{key} = ")), "{key} is not explained");
    }
}

#[test]
fn the_command_line_goes_before_the_environment_and_that_before_the_file() {
    let file = file("listen = \"127.0.0.1:1\"\nlog = \"debug\"\ntrust_proxy = true\n");
    let config = ("ALMANAC_CONFIG", file.path().to_str().unwrap());
    let variables = [config, ("ALMANAC_LISTEN", "127.0.0.1:2"), ("ALMANAC_LOG", "warn")];
    let flags = Flags { listen: Some("127.0.0.1:3".into()), ..Flags::default() };
    let settings = from(&flags, &variables).unwrap();
    assert_eq!(settings.listen.port(), 3);
    assert_eq!(settings.log, "warn");
    assert!(settings.trust_proxy);
}

#[test]
fn a_file_takes_numbers_lists_and_text() {
    let settings = with_file(
        "publisher_lease_seconds = 90\nallow_private_hosts = [\"localhost:9000\", \"10.0.0.1\"]\n",
    )
    .unwrap();
    assert_eq!(settings.publisher_lease, Duration::from_secs(90));
    assert_eq!(settings.allow_private_hosts, ["localhost:9000", "10.0.0.1"]);
}

#[test]
fn unknown_settings_are_named() {
    let said = settings(&[("ALMANAC_LISTN", "x")]).unwrap_err();
    assert!(said.starts_with("ALMANAC_LISTN is not a setting. The settings are: data, listen,"));
    assert!(complaint("ALMANAC_listen", "x").starts_with("ALMANAC_listen is not a setting."));
    let said = with_file("listn = 1\n").unwrap_err();
    assert!(said.starts_with("`listn` in /"), "{said}");
    assert!(with_file("config = \"x\"\n").unwrap_err().contains("`config`"));
}

#[test]
fn variables_of_the_tests_are_no_settings() {
    let names =
        ["ALMANAC_TEST_POSTGRES", "ALMANAC_E2E_DATABASE", "ALMANAC_BIN", "ALMANAC_TORTURE_AT"];
    assert!(settings(&names.map(|name| (name, "x"))).is_ok());
    assert!(settings(&[("PATH", "x")]).is_ok());
}

#[test]
fn a_variable_that_is_not_text_is_named() {
    use std::os::unix::ffi::OsStringExt;
    let bad = std::ffi::OsString::from_vec(vec![0xff]);
    let said = Settings::gather(&Flags::default(), [("ALMANAC_LOG".into(), bad.clone())]);
    assert!(said.unwrap_err().to_string().starts_with("ALMANAC_LOG holds bytes"));
    assert!(Settings::gather(&Flags::default(), [("OTHER".into(), bad)]).is_ok());
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let said = complaint("ALMANAC_CONFIG", "/nowhere/almanac.toml");
    assert!(said.starts_with("The settings file /nowhere/almanac.toml cannot be read"), "{said}");
    let said = with_file("listen = [\n").unwrap_err();
    assert!(said.contains("is not TOML") && said.contains("line 1"), "{said}");
}

#[test]
fn each_complaint_names_the_setting_the_value_and_what_would_do() {
    for (name, value, accepted) in [
        ("ALMANAC_DATA", "", "Name a folder, such as ./data"),
        ("ALMANAC_DATA", "Cargo.toml", "Name a folder, such as ./data"),
        ("ALMANAC_LISTEN", "localhost", "Write an IP address and a port, such as 127.0.0.1:3000"),
        ("ALMANAC_LISTEN", "127.0.0.1:70000", "Write an IP address and a port"),
        ("ALMANAC_MEDIA_BUCKET", "s3://bucket", "Write one such as https://KEY:SECRET@s3."),
        ("ALMANAC_PUBLIC_URL", "almanac.example.com", "Write http or https and a host"),
        ("ALMANAC_PUBLIC_URL", "https://example.com/almanac", "without a path"),
        ("ALMANAC_LOG", "loud", "Write off, error, warn, info, debug or trace"),
        ("ALMANAC_LOG", "info,publisher=loud", "such as info,publisher=debug"),
        ("ALMANAC_LOG_FORMAT", "xml", "Write text or json."),
        ("ALMANAC_PUBLISHER_LEASE_SECONDS", "long", "Write a whole number of seconds from"),
        ("ALMANAC_PUBLISHER_LEASE_SECONDS", "0", "to 3600."),
        ("ALMANAC_PUBLISHER_GRACE_MINUTES", "1441", "minutes from 1 to 1440."),
        ("ALMANAC_TRUST_PROXY", "yes", "Write true or false."),
    ] {
        let said = complaint(name, value);
        assert!(said.starts_with(&format!("{name} is {value:?}, which")), "{said}");
        assert!(said.contains(accepted), "{said}");
    }
}

#[test]
fn a_complaint_about_the_database_holds_no_password() {
    let said = complaint("ALMANAC_DATABASE_URL", "mysql://rosa:s3cret@db/almanac");
    assert!(said.contains("mysql://rosa:***@db/almanac"), "{said}");
    let said = complaint("ALMANAC_DATABASE_URL", "s3cret");
    assert!(said.contains("6 characters, not shown") && !said.contains("s3cret"), "{said}");
    let good = settings(&[("ALMANAC_DATABASE_URL", "postgres://rosa:s3cret@db/almanac")]).unwrap();
    assert!(!format!("{good:?}").contains("s3cret"));
}

#[test]
fn all_complaints_come_at_once() {
    let said = settings(&[("ALMANAC_LISTEN", "x"), ("ALMANAC_TRUST_PROXY", "y")]).unwrap_err();
    assert!(said.starts_with("2 settings are wrong:\n- ALMANAC_LISTEN"), "{said}");
    assert!(said.contains("\n- ALMANAC_TRUST_PROXY"), "{said}");
}

#[test]
fn people_are_sent_to_an_address_that_can_be_reached() {
    let address = |variables: &[(&str, &str)], bound: &str| {
        settings(variables).unwrap().public_url(bound.parse().unwrap()).unwrap().to_string()
    };
    assert_eq!(address(&[], "127.0.0.1:4000"), "http://127.0.0.1:4000/");
    assert_eq!(address(&[], "0.0.0.0:4000"), "http://127.0.0.1:4000/");
    assert_eq!(address(&[], "[::]:4000"), "http://[::1]:4000/");
    let told = [("ALMANAC_PUBLIC_URL", "https://almanac.example.com")];
    assert_eq!(address(&told, "0.0.0.0:4000"), "https://almanac.example.com/");
}
