//! An error with its causes, in one line.

use std::error::Error;

/// What happened and why, from the outside in. A cause that the error before it quotes
/// already is not said again.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !said.contains(&next) {
            said = format!("{}: {next}", said.trim_end_matches('.'));
        }
        cause = error.source();
    }
    said
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn a_cause_is_said_once() {
        let error = std::fs::read("/nowhere").context("no flour").context("no bread.");
        let said = chain(error.unwrap_err().as_ref());
        assert_eq!(said, "no bread: no flour: No such file or directory (os error 2)");
        let quoting = anyhow::anyhow!("the oven").context("it broke: the oven");
        assert_eq!(chain(quoting.as_ref()), "it broke: the oven");
    }
}
