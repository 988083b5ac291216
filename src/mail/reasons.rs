//! Why a message was not sent: as it is kept and logged, without anybody's name or address, and as people read it.

/// It said nothing for as long as it may take.
pub(super) const TOO_SLOW: &str = "the mail server did not answer in time";
/// It can't be reached, or hung up.
pub(super) const BROKE_OFF: &str = "the mail server could not be reached, or broke off";
/// It said what nobody asked.
pub(super) const NONSENSE: &str = "the mail server answered something else than it was asked";
/// It offers no encryption.
pub(super) const NOT_SECURE: &str = "no secure connection to the mail server";
/// It asks for no password, and the settings have one.
pub(super) const NO_LOG_IN: &str = "the mail server offers no log in that this program knows";
/// It does not offer SMTPUTF8.
pub(super) const ASCII_ONLY: &str =
    "the mail server takes no address with accents or other special letters";
/// The address, or what was to be said, fits no message.
pub(super) const NO_MESSAGE: &str = "no message can be made of it";

/// It was in a backup that was restored, and the operator did not want it to go twice.
pub(super) const FROM_A_BACKUP: &str = "it may have been sent before a backup was restored";

const ANSWERED: &str = "the mail server answered ";

/// It said no, with this code.
pub(super) fn answered(code: u16) -> String {
    [ANSWERED, &code.to_string()].concat()
}

/// Why a message was given up, for whoever sent it: a sentence without its stop.
pub(super) fn given_up(problem: &str) -> String {
    match (problem, problem.strip_prefix(ANSWERED)) {
        (NO_MESSAGE, _) => "No email can be sent to this address. Something in it is wrong".to_owned(),
        (ASCII_ONLY, _) => {
            "No email can be sent to this address, because it has accents or other special letters in it".to_owned()
        }
        (FROM_A_BACKUP, _) => {
            "The system was restored from a backup. It may have been sent before that".to_owned()
        }
        (_, Some(code)) if code.starts_with('5') => {
            ["The mail server did not take it (it answered ", code, "). Most often such an address does not exist"]
                .concat()
        }
        (problem, _) => ["We tried for a day and could not hand it over: ", problem].concat(),
    }
}

/// Why a message is not sent yet.
pub(super) fn not_yet(problem: &str) -> String {
    ["We could not hand it over yet: ", problem].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_invited_somebody_reads_why_the_email_did_not_arrive() {
        assert_eq!(
            given_up(&answered(550)),
            "The mail server did not take it (it answered 550). Most often such an address does not exist"
        );
        assert!(given_up(&answered(451)).starts_with("We tried for a day"));
        assert!(given_up(FROM_A_BACKUP).contains("may have been sent"));
        for problem in [NO_MESSAGE, ASCII_ONLY] {
            assert!(given_up(problem).starts_with("No email can be sent to this address"));
        }
        assert!(given_up(TOO_SLOW).ends_with("did not answer in time"));
    }
}
