//! Settings that do not exist.

use clap::Command;

/// Variables that begin so are meant for this program alone.
const OURS: &str = "PRACTICE_ACCESS_";

/// Refuses an environment variable that is meant for this program and that it does not know: a slip in its name would
/// leave the setting at its default without a word. Flags are refused by the command line itself.
pub(super) fn refuse_unknown(program: &Command) -> Result<(), String> {
    let given = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    match first_unknown(given, &known(program)) {
        None => Ok(()),
        Some(name) => Err(format!(
            "there is no setting {name}: `practice-access serve --help` lists those that there are"
        )),
    }
}

fn first_unknown(given: impl Iterator<Item = String>, known: &[String]) -> Option<String> {
    given
        .filter(|name| name.starts_with(OURS))
        .find(|name| !known.contains(name))
}

/// The variables of a command and of those below it.
fn known(command: &Command) -> Vec<String> {
    let own = command.get_arguments().filter_map(|argument| {
        let name = argument.get_env()?.to_str()?;
        Some(name.to_owned())
    });
    own.chain(command.get_subcommands().flat_map(known))
        .collect()
}

#[cfg(test)]
mod tests {
    use clap::Arg;

    use super::*;

    #[test]
    fn a_slip_in_the_name_of_a_variable_is_told() {
        let program = Command::new("x")
            .arg(Arg::new("a").long("a").env("PRACTICE_ACCESS_A"))
            .subcommand(Command::new("y").arg(Arg::new("b").long("b").env("PRACTICE_ACCESS_B")));
        let unknown = |given: &[&str]| {
            let given = given.iter().map(|&name| name.to_owned());
            first_unknown(given, &known(&program))
        };
        assert_eq!(
            unknown(&["PATH", "PRACTICE_ACCESS_A", "PRACTICE_ACCESS_B"]),
            None
        );
        assert_eq!(
            unknown(&["PRACTICE_ACCESS_A", "PRACTICE_ACCESS_PUBLIC_ADDRESS"]),
            Some("PRACTICE_ACCESS_PUBLIC_ADDRESS".to_owned())
        );
    }
}
