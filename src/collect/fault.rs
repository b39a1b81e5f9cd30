//! What an answer that is not a page means: try again, give this video up, or stop the run.

use std::fmt;

use super::wire::Envelope;

/// Why a call brought nothing usable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of trouble, and with it what to do.
    pub kind: FaultKind,
    /// The service's business code, where it sent one.
    pub code: Option<i64>,
    /// The HTTP status, where there was an answer at all.
    pub http_status: Option<u16>,
    /// What the service or the network said; never holds the token or an address with it.
    pub message: String,
}

/// Kinds of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// The token is invalid or inactive (100).
    Token,
    /// No permission for this endpoint (600).
    Permission,
    /// The balance is too low (601).
    Balance,
    /// The daily quota is used up (303).
    Quota,
    /// Too many calls a second (302).
    RateLimit,
    /// The service could not get the page from the platform (301, or the platform's own code in the payload).
    Upstream,
    /// The service is in trouble (500, 503, any 5xx).
    Server,
    /// Wrong parameters (400).
    Parameters,
    /// A code that the service lists and nobody explains (101, 202, 300, 404, 602).
    Unexplained,
    /// A code that the service doesn't even list.
    UnknownCode,
    /// The answer is not in the service's form: an error page, half a body, a code as text.
    Garbled,
    /// The service sends us elsewhere.
    Moved,
    /// The connection failed or broke.
    Network,
    /// No answer in time.
    TimedOut,
}

/// How far a fault reaches once retrying is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Other videos may go on.
    Video,
    /// Nothing else would fare better.
    Run,
}

impl FaultKind {
    /// The word used in the checkpoint.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token_refused",
            Self::Permission => "no_permission",
            Self::Balance => "balance_too_low",
            Self::Quota => "daily_quota",
            Self::RateLimit => "rate_limit",
            Self::Upstream => "collection_failed",
            Self::Server => "server_error",
            Self::Parameters => "bad_parameters",
            Self::Unexplained => "unexplained_code",
            Self::UnknownCode => "unknown_code",
            Self::Garbled => "garbled_answer",
            Self::Moved => "service_moved",
            Self::Network => "network",
            Self::TimedOut => "timed_out",
        }
    }

    /// Whether the same call may succeed later.
    pub fn is_transient(self) -> bool {
        matches!(self, Self::RateLimit | Self::Upstream | Self::Server | Self::Garbled | Self::Network | Self::TimedOut)
    }

    /// Whether the service refuses us: only the account's owner can change that.
    pub fn is_refusal(self) -> bool {
        matches!(self, Self::Token | Self::Permission | Self::Balance)
    }

    /// What stops when retrying is over or makes no sense.
    pub fn reach(self) -> Reach {
        match self {
            Self::Token
            | Self::Permission
            | Self::Balance
            | Self::Quota
            | Self::RateLimit
            | Self::UnknownCode
            | Self::Moved => Reach::Run,
            _ => Reach::Video,
        }
    }

    /// What the user can do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Token => "check JUSTONEAPI_TOKEN against the console of the service",
            Self::Permission => "the account may not use this endpoint; ask the service to enable it",
            Self::Balance => "top up the balance, then run the same command again",
            Self::Quota => "run the same command again tomorrow, or raise the quota",
            Self::RateLimit => "run the same command again later, with a lower --rps",
            Self::Upstream | Self::Server | Self::Network | Self::TimedOut | Self::Garbled => {
                "run the same command again later; no stored page is asked for twice"
            }
            Self::Parameters => "check that the id is that of a public video",
            Self::Unexplained => "ask the service what the code means, or leave this video out",
            Self::UnknownCode => "ask the service what the code means; nothing more was asked, as every call may cost",
            Self::Moved => "give the new address as --base-url",
        }
    }

    fn describe(self) -> &'static str {
        match self {
            Self::Token => "the token is invalid or inactive",
            Self::Permission => "no permission for this endpoint",
            Self::Balance => "the balance is too low",
            Self::Quota => "the daily quota is used up",
            Self::RateLimit => "the service still refuses calls as too frequent",
            Self::Upstream => "the service could not collect the page",
            Self::Server => "the service is in trouble",
            Self::Parameters => "the service refuses the parameters",
            Self::Unexplained => "the service answered with a code that it does not explain",
            Self::UnknownCode => "the service answered with an unknown code",
            Self::Garbled => "the answer could not be understood",
            Self::Moved => "the service redirects elsewhere",
            Self::Network => "the connection failed",
            Self::TimedOut => "no answer in time",
        }
    }

    fn of_code(code: i64) -> Self {
        match code {
            100 => Self::Token,
            301 => Self::Upstream,
            302 => Self::RateLimit,
            303 => Self::Quota,
            400 => Self::Parameters,
            500 | 503 => Self::Server,
            600 => Self::Permission,
            601 => Self::Balance,
            101 | 202 | 300 | 404 | 602 => Self::Unexplained,
            _ => Self::UnknownCode,
        }
    }

    fn of_http(status: u16) -> Self {
        match status {
            401 => Self::Token,
            403 => Self::Permission,
            408 | 504 => Self::TimedOut,
            429 => Self::RateLimit,
            300..=399 => Self::Moved,
            400..=499 => Self::Parameters,
            500.. => Self::Server,
            _ => Self::Garbled,
        }
    }
}

impl Fault {
    /// A fault without an answer behind it.
    pub(crate) fn bare(kind: FaultKind, message: impl Into<String>) -> Self {
        Self { kind, code: None, http_status: None, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(self.kind.describe())?;
        match (self.code, self.http_status) {
            (Some(code), _) => write!(formatter, " (code {code})")?,
            (None, Some(status)) => write!(formatter, " (HTTP {status})")?,
            (None, None) => {}
        }
        if !self.message.is_empty() {
            write!(formatter, ": {}", self.message)?;
        }
        Ok(())
    }
}

/// Longest message of the service that is passed on, in characters.
const LONGEST_MESSAGE: usize = 200;

/// Sorts an answer: the payload of a success, or the fault. The body decides whenever it has a code; the HTTP status
/// only where it has none, because 302 and 303 both come as HTTP 429 and refusals as HTTP 200.
pub(crate) fn judge(http_status: u16, body: &str) -> Result<Envelope<'_>, Fault> {
    let fault = |kind, code, message: &str| {
        let message = message.chars().take(LONGEST_MESSAGE).collect();
        Err(Fault { kind, code, http_status: Some(http_status), message })
    };
    let Some(envelope) = Envelope::read(body) else {
        return fault(FaultKind::of_http(http_status), None, "the body is not in the form of the service");
    };
    let message = envelope.message.clone();
    match envelope.code {
        Some(0) if envelope.code_is_text => fault(FaultKind::Garbled, None, "the code came as the text \"0\""),
        // "No content" by one account of the service: an empty page.
        Some(201) => Ok(Envelope { data: None, ..envelope }),
        Some(0) => Ok(envelope),
        Some(code) => {
            if envelope.code_is_text {
                tracing::info!("the service sent its code {code} as text");
            }
            fault(FaultKind::of_code(code), Some(code), &message)
        }
        None => fault(FaultKind::of_http(http_status), None, "the body has no code"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(http: u16, body: &str) -> FaultKind {
        judge(http, body).unwrap_err().kind
    }

    #[test]
    fn the_code_in_the_body_decides_whatever_the_http_status() {
        for http in [200, 429, 500, 403] {
            for (code, expected) in [
                (100, FaultKind::Token),
                (301, FaultKind::Upstream),
                (302, FaultKind::RateLimit),
                (303, FaultKind::Quota),
                (400, FaultKind::Parameters),
                (500, FaultKind::Server),
                (503, FaultKind::Server),
                (600, FaultKind::Permission),
                (601, FaultKind::Balance),
                (101, FaultKind::Unexplained),
                (602, FaultKind::Unexplained),
                (999, FaultKind::UnknownCode),
                (-7, FaultKind::UnknownCode),
            ] {
                assert_eq!(kind(http, &format!("{{\"code\":{code}}}")), expected, "{http} {code}");
                assert_eq!(kind(http, &format!("{{\"code\":\"{code}\"}}")), expected, "{http} {code} as text");
            }
            assert!(judge(http, "{\"code\":0}").is_ok());
        }
    }

    #[test]
    fn without_a_code_the_http_status_decides() {
        for body in ["<html>502</html>", "[]", "{}", "{\"code\":null}", "{\"code\":true}", "", "null", "{\"code\":0"] {
            for (http, expected) in [
                (200, FaultKind::Garbled),
                (302, FaultKind::Moved),
                (401, FaultKind::Token),
                (403, FaultKind::Permission),
                (404, FaultKind::Parameters),
                (429, FaultKind::RateLimit),
                (502, FaultKind::Server),
                (504, FaultKind::TimedOut),
            ] {
                assert_eq!(kind(http, body), expected, "{http} {body}");
            }
        }
    }

    #[test]
    fn only_the_number_zero_is_success() {
        assert_eq!(kind(200, "{\"code\":\"0\",\"data\":{}}"), FaultKind::Garbled);
        assert!(judge(200, "\u{FEFF}{\"code\":0,\"data\":{}}").unwrap().data.is_some());
        assert!(judge(200, "{\"code\":0,\"data\":null}").unwrap().data.is_none());
        assert!(judge(200, "{\"code\":201,\"data\":{}}").unwrap().data.is_none());
    }

    #[test]
    fn a_fault_tells_code_and_message() {
        let fault = judge(200, "{\"code\":601,\"message\":\"余额不足\"}").unwrap_err();
        assert_eq!(fault.to_string(), "the balance is too low (code 601): 余额不足");
        assert!(fault.kind.is_refusal() && !fault.kind.is_transient());
        let long = format!("{{\"code\":602,\"message\":\"{}\"}}", "长".repeat(5000));
        assert_eq!(judge(200, &long).unwrap_err().message.chars().count(), LONGEST_MESSAGE);
    }
}
