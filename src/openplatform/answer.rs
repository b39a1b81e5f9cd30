//! One reading for the five shapes of answer: success only where every code that is there says so.

use std::fmt;

use serde_json::Value;

use crate::http::Redactor;

/// Where codes stand in the shapes seen so far; the first that is not zero names the failure.
const CODES: [&str; 8] = [
    "/err_no",
    "/data/error_code",
    "/data/extra/error_code",
    "/extra/error_code",
    "/error_code",
    "/data/extra/sub_error_code",
    "/extra/sub_error_code",
    "/data/sub_error_code",
];
/// Where words about a failure stand.
const MESSAGES: [&str; 9] = [
    "/err_msg",
    "/err_tips",
    "/data/description",
    "/data/extra/description",
    "/extra/description",
    "/data/extra/sub_description",
    "/extra/sub_description",
    "/description",
    "/message",
];
/// Where the id for support stands.
const LOG_IDS: [&str; 8] = [
    "/log_id",
    "/logid",
    "/data/extra/log_id",
    "/data/extra/logid",
    "/extra/log_id",
    "/extra/logid",
    "/data/log_id",
    "/data/logid",
];

/// Longer messages are cut.
const LONGEST_CHARS: usize = 300;

/// A refusal in the platform's words, without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The first code that is not zero.
    pub code: i64,
    /// Further codes that are not zero.
    pub further: Vec<i64>,
    /// The platform's message; may be empty.
    pub message: String,
    /// The id that support asks for.
    pub log_id: Option<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "code {}", self.code)?;
        for code in &self.further {
            write!(f, ", {code}")?;
        }
        if !self.message.is_empty() {
            write!(f, " \"{}\"", self.message)?;
        }
        if let Some(log_id) = &self.log_id {
            write!(f, ", log id {log_id}")?;
        }
        Ok(())
    }
}

/// A success.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) data: Value,
    pub(super) log_id: Option<String>,
}

/// What a body says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reading {
    Success(Answer),
    Failed(Failure),
    /// Neither: what is wrong with it.
    Unreadable(String),
}

/// Reads a body. The HTTP status decides only where the body has no say.
pub(super) fn read(status: u16, body: &[u8], redactor: &Redactor) -> Reading {
    let Ok(mut envelope) = serde_json::from_slice::<Value>(body) else {
        return Reading::Unreadable(format!("HTTP status {status} and no JSON"));
    };
    if !envelope.is_object() {
        return Reading::Unreadable(format!("HTTP status {status} and JSON that is no object"));
    }
    let mut codes = Vec::new();
    for field in CODES {
        match envelope.pointer(field).map(code) {
            None | Some(Code::Absent) => {}
            Some(Code::Number(number)) => codes.push(number),
            Some(Code::Other) => {
                return Reading::Unreadable(format!("HTTP status {status} and a {field} that is no number"));
            }
        }
    }
    let text = |fields: &[&str]| {
        let mut texts = fields.iter().filter_map(|field| envelope.pointer(field)?.as_str());
        texts.find(|text| !text.trim().is_empty()).map(|text| one_line(redactor, text.trim()))
    };
    let log_id = text(&LOG_IDS);
    let mut failures = codes.iter().copied().filter(|code| *code != 0);
    if let Some(code) = failures.next() {
        let mut further: Vec<_> = failures.filter(|further| *further != code).collect();
        further.dedup();
        return Reading::Failed(Failure { code, further, message: text(&MESSAGES).unwrap_or_default(), log_id });
    }
    // The token calls may say it in this word alone.
    let in_words = envelope.get("message").and_then(Value::as_str) == Some("success");
    if codes.is_empty() && !in_words {
        return Reading::Unreadable(format!("HTTP status {status} and no code"));
    }
    if !(200..300).contains(&status) {
        return Reading::Unreadable(format!("HTTP status {status}, though every code is 0"));
    }
    Reading::Success(Answer { data: envelope.get_mut("data").map_or(Value::Null, Value::take), log_id })
}

/// What the platform says, without secrets, in one line and not longer than a message should be.
pub(super) fn one_line(redactor: &Redactor, text: &str) -> String {
    let clean = redactor.clean(text);
    clean.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_CHARS).collect()
}

enum Code {
    Absent,
    Number(i64),
    Other,
}

fn code(value: &Value) -> Code {
    match value {
        Value::Null => Code::Absent,
        Value::Number(number) => number.as_i64().map_or(Code::Other, Code::Number),
        Value::String(text) if text.trim().is_empty() => Code::Absent,
        Value::String(text) => text.trim().parse().map_or(Code::Other, Code::Number),
        _ => Code::Other,
    }
}

/// An integer that may be written as text.
pub(super) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A truth value that may be written as 0 and 1, or as text.
pub(super) fn truth(value: &Value) -> bool {
    match value {
        Value::Bool(truth) => *truth,
        Value::String(text) => matches!(text.trim(), "true" | "1"),
        other => integer(other).is_some_and(|number| number != 0),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reading(status: u16, body: &Value) -> Reading {
        read(status, body.to_string().as_bytes(), &Redactor::default())
    }

    fn failure(body: &Value) -> Option<i64> {
        match reading(200, body) {
            Reading::Failed(failure) => Some(failure.code),
            _ => None,
        }
    }

    #[test]
    fn every_code_that_is_there_must_be_zero() {
        let cases = [
            (json!({"err_no": 28_001_003, "err_msg": "x", "log_id": "L", "data": null}), Some(28_001_003)),
            (json!({"err_no": 0, "data": {"extra": {"error_code": 2_100_005}}}), Some(2_100_005)),
            (json!({"err_no": "0", "data": {"extra": {"error_code": "2100005"}}}), Some(2_100_005)),
            (json!({"err_no": 0, "data": {"extra": {"error_code": 0, "sub_error_code": 7}}}), Some(7)),
            (json!({"data": {"error_code": "10010", "description": "d"}, "message": "error"}), Some(10010)),
            (json!({"err_no": 40015, "err_tips": "t", "data": null}), Some(40015)),
            (json!({"data": {"error_code": 0}, "extra": {"error_code": 2_190_008}}), Some(2_190_008)),
            (json!({"data": {"error_code": 0}, "extra": {"sub_error_code": 9}}), Some(9)),
            (json!({"err_no": 0, "data": {"extra": {"error_code": 0, "sub_error_code": 0}}}), None),
        ];
        for (body, code) in cases {
            assert_eq!(failure(&body), code, "{body}");
        }
    }

    #[test]
    fn what_is_not_clearly_success_is_none() {
        let unclear = [
            (200, json!({})),
            (200, json!({"data": {"list": []}})),
            (200, json!([])),
            (200, json!({"err_no": "zero"})),
            (200, json!({"err_no": 0.5})),
            (500, json!({"err_no": 0})),
        ];
        for (status, body) in unclear {
            assert!(matches!(reading(status, &body), Reading::Unreadable(_)), "{status} {body}");
        }
        assert!(matches!(read(200, b"<html>", &Redactor::default()), Reading::Unreadable(_)));
        assert!(matches!(reading(200, &json!({"err_no": "0", "data": null})), Reading::Success(_)));
        assert!(matches!(
            reading(200, &json!({"data": {"access_token": "a"}, "message": "success"})),
            Reading::Success(_)
        ));
        assert!(matches!(reading(200, &json!({"err_no": 3, "message": "success"})), Reading::Failed(_)));
    }

    #[test]
    fn a_message_that_repeats_the_request_gives_no_secret_away() {
        let mut redactor = Redactor::default();
        redactor.add("act.a+b/c=");
        for echo in ["act.a+b/c=", "act.a%2Bb%2Fc%3D", r"act.a\u002bb\/c\u003d", "{\"t\":\"act.a+b\\/c=\"}\n"] {
            let body = json!({"err_no": 1, "err_msg": format!("bad {echo}"), "log_id": echo});
            let Reading::Failed(failure) = read(200, body.to_string().as_bytes(), &redactor) else { panic!("failure") };
            let shown = failure.to_string();
            assert!(shown.contains("bad ") && shown.contains("***") && !shown.contains("act.a"), "{shown}");
            assert!(!shown.contains(char::is_control), "{shown}");
        }
        assert_eq!(one_line(&redactor, &"长".repeat(400)).chars().count(), LONGEST_CHARS);
    }

    #[test]
    fn message_and_log_id_are_found_wherever_they_are() {
        let body = json!({"err_no": 0, "err_msg": "", "data": {"extra":
            {"error_code": 2_100_005, "description": "Parameter error", "sub_error_code": 3, "logid": "L1"}}});
        let Reading::Failed(failure) = reading(200, &body) else { panic!("a failure") };
        assert_eq!(failure.to_string(), "code 2100005, 3 \"Parameter error\", log id L1");
    }
}
