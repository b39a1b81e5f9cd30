//! Faults that answer in place of the comment service.

use super::{Call, Fault, Kind};
use crate::sandbox::answer::Answer;
use crate::sandbox::justoneapi::refusal;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        usage: "code-N",
        meaning: "business code N with HTTP 200: 301, 302, 303, 500, 601, ...",
        parse: Code::parse,
    },
    Kind { usage: "http-S-N", meaning: "business code N with HTTP status S, as http-429-302", parse: Code::parse_http },
    Kind { usage: "code-as-string", meaning: "business code 301 written as text", parse: CodeAsString::parse },
    Kind { usage: "html, html-S", meaning: "a proxy's HTML page with HTTP 200, or status S", parse: Html::parse },
    Kind { usage: "not-object", meaning: "JSON that is no object", parse: NotObject::parse },
    Kind {
        usage: "echo-token",
        meaning: "business code 400 with the request and its token in the message",
        parse: EchoToken::parse,
    },
    Kind { usage: "reset", meaning: "the connection closes without an answer", parse: Reset::parse },
];

/// A business code, with or without the HTTP status that goes with it.
#[derive(Debug)]
struct Code {
    status: u16,
    code: i64,
}

impl Code {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        let code = kind.strip_prefix("code-")?.parse().ok()?;
        Some(Box::new(Self { status: 200, code }))
    }

    fn parse_http(kind: &str) -> Option<Box<dyn Fault>> {
        let (status, code) = kind.strip_prefix("http-")?.split_once('-')?;
        Some(Box::new(Self { status: status_code(status)?, code: code.parse().ok()? }))
    }
}

/// A three-digit status that may carry a body.
pub(super) fn status_code(text: &str) -> Option<u16> {
    text.parse().ok().filter(|status| (200..600).contains(status) && ![204, 205, 304].contains(status))
}

impl Fault for Code {
    fn instead(&self, _call: &Call) -> Option<Answer> {
        Some(Answer::json(&refusal(self.code)).with_status(self.status))
    }
}

/// A code as text; some clients compare it with a number.
#[derive(Debug)]
struct CodeAsString;

impl CodeAsString {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        (kind == "code-as-string").then(|| Box::new(Self) as Box<dyn Fault>)
    }
}

impl Fault for CodeAsString {
    fn instead(&self, _call: &Call) -> Option<Answer> {
        let mut envelope = refusal(301);
        envelope["code"] = "301".into();
        Some(Answer::json(&envelope))
    }
}

/// What a proxy says when the service behind it is gone.
#[derive(Debug)]
struct Html(u16);

impl Html {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        let status = if kind == "html" { 200 } else { status_code(kind.strip_prefix("html-")?)? };
        Some(Box::new(Self(status)))
    }
}

/// The page a proxy shows.
pub(super) fn proxy_page(status: u16) -> Answer {
    let page = "<html><head><title>Bad Gateway</title></head><body><center><h1>Bad Gateway</h1></center></body></html>";
    Answer::new(status, "text/html", page)
}

impl Fault for Html {
    fn instead(&self, _call: &Call) -> Option<Answer> {
        Some(proxy_page(self.0))
    }
}

/// Valid JSON of the wrong shape.
#[derive(Debug)]
struct NotObject;

impl NotObject {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        (kind == "not-object").then(|| Box::new(Self) as Box<dyn Fault>)
    }
}

impl Fault for NotObject {
    fn instead(&self, _call: &Call) -> Option<Answer> {
        Some(Answer::json(&serde_json::json!(["service", "unavailable"])))
    }
}

/// A careless service that repeats the request in its message, token and all.
#[derive(Debug)]
struct EchoToken;

impl EchoToken {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        (kind == "echo-token").then(|| Box::new(Self) as Box<dyn Fault>)
    }
}

impl Fault for EchoToken {
    fn instead(&self, call: &Call) -> Option<Answer> {
        let mut envelope = refusal(400);
        envelope["message"] = format!("bad request: GET /api/douyin/…?token={}", call.token).into();
        Some(Answer::json(&envelope))
    }
}

/// No answer.
#[derive(Debug)]
struct Reset;

impl Reset {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        (kind == "reset").then(|| Box::new(Self) as Box<dyn Fault>)
    }
}

impl Fault for Reset {
    fn instead(&self, _call: &Call) -> Option<Answer> {
        Some(Answer::reset())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::answer::Transport;
    use crate::sandbox::fault::Endpoint;
    use serde_json::{Value, json};

    fn answer(fault: Option<Box<dyn Fault>>) -> Answer {
        let token = "tok-123456".to_owned();
        let call = Call { endpoint: Endpoint::Comments, number: 1, page: Some(1), video: None, token };
        fault.and_then(|fault| fault.instead(&call)).expect("an answer")
    }

    fn body(answer: &Answer) -> Value {
        serde_json::from_slice(&answer.body).expect("JSON")
    }

    #[test]
    fn a_code_comes_with_the_status_asked_for() {
        let plain = answer(Code::parse("code-302"));
        assert_eq!((plain.status, &body(&plain)["code"]), (200, &json!(302)));
        let http = answer(Code::parse_http("http-429-303"));
        assert_eq!((http.status, &body(&http)["code"]), (429, &json!(303)));
        assert!(Code::parse_http("http-999-303").is_none());
        assert!(Code::parse("code-many").is_none());
    }

    #[test]
    fn a_code_can_be_text() {
        assert_eq!(body(&answer(CodeAsString::parse("code-as-string")))["code"], json!("301"));
    }

    #[test]
    fn a_proxy_speaks_html() {
        let page = answer(Html::parse("html-502"));
        assert_eq!((page.status, page.content_type), (502, "text/html"));
        assert_eq!(answer(Html::parse("html")).status, 200);
        assert!(serde_json::from_slice::<Value>(&page.body).is_err());
    }

    #[test]
    fn json_can_have_the_wrong_shape() {
        assert!(body(&answer(NotObject::parse("not-object"))).is_array());
    }

    #[test]
    fn a_careless_service_repeats_the_token() {
        let envelope = body(&answer(EchoToken::parse("echo-token")));
        assert!(envelope["message"].as_str().is_some_and(|message| message.contains("tok-123456")));
    }

    #[test]
    fn a_reset_sends_nothing() {
        assert_eq!(answer(Reset::parse("reset")).transport, Transport::Reset);
    }
}
