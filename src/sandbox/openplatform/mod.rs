//! The open platform: lists with encrypted ids, tokens that expire, and the post that pins.
//!
//! | what is sent | what happens |
//! |---|---|
//! | access token `act.expired…` | 28001008 until it is refreshed |
//! | access token empty or `act.invalid…` | 28001003 |
//! | access token `act.noscope…` | 28001018 |
//! | refresh token `rft.dead…` | 10010 |
//! | client key `bad-key` | 10003 |
//! | anything else | is good |

mod ids;
mod list;
mod post;
mod tokens;

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::fault::{Call, Endpoint, Fault, Rules};
use super::journal::{Entry, shown};
use super::world::World;

pub(super) use ids::{alias_id, item_id};

/// A request to the open platform, read but not yet understood.
#[derive(Clone, Debug, Default)]
pub(super) struct Request {
    /// The path.
    pub(super) path: String,
    /// Query parameters.
    pub(super) query: HashMap<String, String>,
    /// The access token's header.
    pub(super) token: String,
    /// The body's type.
    pub(super) content_type: String,
    /// The body.
    pub(super) body: Vec<u8>,
}

impl Request {
    fn query(&self, key: &str) -> &str {
        self.query.get(key).map_or("", String::as_str)
    }

    /// The body as a JSON object; `None` where it is something else or says to be.
    fn json(&self) -> Option<Map<String, Value>> {
        let declared = self.content_type.starts_with("application/json");
        serde_json::from_slice(&self.body).ok().filter(|_| declared)
    }
}

/// The shapes in which this platform writes errors; success has the same ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `{err_no, err_msg, log_id, data}`
    Plain,
    /// The same with `err_no` 0 and the code in `data.extra.error_code`
    Extra,
    /// `{data: {error_code, description}, message}`
    OAuth,
    /// `{err_no, err_tips, data}`
    Tips,
    /// `{data: {error_code, description}, extra: {error_code, …}}`
    Outer,
}

/// The id that support asks for.
const LOG_ID: &str = "20260303194000SANDBOX0000000001";

impl Shape {
    /// A refusal with a code.
    pub(super) fn refusal(self, code: i64, message: &str) -> Value {
        match self {
            Self::Plain => json!({"err_no": code, "err_msg": message, "log_id": LOG_ID, "data": null}),
            Self::Extra => {
                json!({"data": {"extra": extra(code, message)}, "err_no": 0, "err_msg": "", "log_id": LOG_ID})
            }
            Self::OAuth => json!({"data": {"error_code": code, "description": message}, "message": "error"}),
            Self::Tips => json!({"err_no": code, "err_tips": message, "data": null}),
            Self::Outer => json!({"data": {"error_code": code, "description": message}, "extra": extra(code, message)}),
        }
    }
}

/// The block beside the data that repeats code and message.
fn extra(code: i64, message: &str) -> Value {
    json!({
        "error_code": code,
        "description": message,
        "sub_error_code": 0,
        "sub_description": "",
        "now": 1_772_538_000_000_i64,
        "logid": LOG_ID,
    })
}

/// Something the platform refuses, in the shape it chooses.
struct Refused {
    shape: Shape,
    code: i64,
    message: &'static str,
}

impl Refused {
    fn plain(code: i64, message: &'static str) -> Self {
        Self { shape: Shape::Plain, code, message }
    }

    /// An id or a value that fits nothing.
    fn parameter() -> Self {
        Self::plain(28_001_007, "参数不合法")
    }

    /// The trap: `err_no` says 0.
    fn hidden(message: &'static str) -> Self {
        Self { shape: Shape::Extra, code: 2_100_005, message }
    }
}

/// Answers a request to the open platform and notes it.
pub(super) fn answer(world: &World, endpoint: Endpoint, request: &Request) -> Answer {
    let call = Call {
        endpoint,
        number: world.journal().next(endpoint.service()),
        page: None,
        video: None,
        token: request.token.clone(),
    };
    let due = world.faults.due(&call);
    let faults: Vec<&dyn Fault> = due.iter().map(|(_, fault)| *fault).collect();
    let mut rules = Rules::default();
    for fault in &faults {
        fault.rules(&mut rules);
    }
    let mut answer = faults.iter().find_map(|fault| fault.instead(&call)).unwrap_or_else(|| {
        let served = match endpoint {
            Endpoint::Refresh => tokens::refresh(world, request, rules),
            _ => tokens::check(world, request, rules).and_then(|()| match endpoint {
                Endpoint::Post => post::pin(world, request, rules),
                Endpoint::Convert => post::convert(world, request, rules),
                Endpoint::ListReplies => list::replies(world, request),
                _ => list::comments(world, request, rules),
            }),
        };
        let mut envelope = served.unwrap_or_else(|refused| refused.shape.refusal(refused.code, refused.message));
        for fault in &faults {
            fault.edit(&mut envelope);
        }
        Answer::json(&envelope)
    });
    for fault in &faults {
        fault.transport(&mut answer);
    }
    world.journal().record(Entry {
        service: endpoint.service(),
        number: call.number,
        path: request.path.clone(),
        query: shown(&request.query),
        body: post::shown_body(request),
        faults: due.iter().map(|(spec, _)| (*spec).to_owned()).collect(),
        code: platform_code(&answer),
    });
    answer
}

/// The code an answer carries, wherever it hides; 0 for success.
fn platform_code(answer: &Answer) -> Option<i64> {
    let value: Value = serde_json::from_slice(&answer.body).ok()?;
    let pointers = ["/err_no", "/data/error_code", "/data/extra/error_code", "/extra/error_code"];
    let number = |value: &Value| value.as_i64().or_else(|| value.as_str()?.parse().ok());
    let codes: Vec<i64> = pointers.iter().filter_map(|pointer| value.pointer(pointer).and_then(number)).collect();
    codes.iter().copied().find(|code| *code != 0).or_else(|| codes.first().copied())
}
