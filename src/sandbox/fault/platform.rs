//! Faults of the open platform.

use serde_json::{Value, json};

use super::instead::{proxy_page, status_code};
use super::page::NumbersAsText;
use super::wire::Slow;
use super::{Call, Fault, Kind};
use crate::sandbox::answer::{Answer, Transport};
use crate::sandbox::openplatform::Shape;

/// How the platform thinks while it answers one request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::sandbox) struct Rules {
    /// Access tokens that were not refreshed here are expired.
    pub(in crate::sandbox) expired: bool,
    /// Refresh tokens are expired.
    pub(in crate::sandbox) dead_refresh: bool,
    /// Every comment stands twice in the list: same second, same words, another id.
    pub(in crate::sandbox) twins: bool,
    /// A post is answered with success and changes nothing.
    pub(in crate::sandbox) no_effect: bool,
    /// Another pinned comment is not replaced.
    pub(in crate::sandbox) no_replace: bool,
    /// Only the author's own comments may be pinned.
    pub(in crate::sandbox) own_only: bool,
    /// Numeric video ids are converted too.
    pub(in crate::sandbox) convert_numeric: bool,
}

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind { usage: "pin-err-N", meaning: "open platform: `err_no` N", parse: Refusal::parse },
    Kind { usage: "pin-extra-N", meaning: "`err_no` 0, but `data.extra.error_code` N", parse: Refusal::parse },
    Kind { usage: "pin-oauth-N", meaning: "`data.error_code` N beside `message`", parse: Refusal::parse },
    Kind { usage: "pin-tips-N", meaning: "`err_no` N with `err_tips`", parse: Refusal::parse },
    Kind { usage: "pin-outer-N", meaning: "`data.error_code` and `extra.error_code` N", parse: Refusal::parse },
    Kind { usage: "pin-echo-token", meaning: "a refusal that repeats the access token", parse: EchoToken::parse },
    Kind {
        usage: "pin-html, pin-html-S",
        meaning: "a proxy's HTML page with HTTP 200, or status S",
        parse: Html::parse,
    },
    Kind { usage: "pin-numbers-as-text", meaning: "every number of the answer as text", parse: TextNumbers::parse },
    Kind { usage: "pin-empty-page", meaning: "`list` is empty although `has_more` says otherwise", parse: Page::parse },
    Kind {
        usage: "pin-cursor-loop",
        meaning: "`has_more` stays true and the cursor goes back to 0",
        parse: Page::parse,
    },
    Kind { usage: "pin-no-list", meaning: "success without list, cursor and `has_more`", parse: Page::parse },
    Kind { usage: "pin-reset", meaning: "the connection closes before anything happened", parse: Reset::parse },
    Kind { usage: "pin-cut", meaning: "the connection closes after the request took effect", parse: Cut::parse },
    Kind { usage: "pin-truncate", meaning: "took effect, but the answer's body is cut", parse: Cut::parse },
    Kind { usage: "pin-slow=MS", meaning: "the answer comes MS milliseconds later", parse: parse_slow },
    Kind { usage: "pin-expired", meaning: "access tokens are expired until refreshed", parse: Changed::parse },
    Kind { usage: "pin-dead-refresh", meaning: "refresh tokens are expired", parse: Changed::parse },
    Kind { usage: "pin-twins", meaning: "every comment is listed twice under different ids", parse: Changed::parse },
    Kind {
        usage: "pin-no-effect",
        meaning: "a post is answered with success and changes nothing",
        parse: Changed::parse,
    },
    Kind { usage: "pin-no-replace", meaning: "refuses while another comment is pinned", parse: Changed::parse },
    Kind { usage: "pin-own-only", meaning: "refuses comments that are not the author's own", parse: Changed::parse },
    Kind {
        usage: "pin-convert-numeric",
        meaning: "converts numeric video ids, not only aliases",
        parse: Changed::parse,
    },
];

/// An error code in one of the platform's shapes.
#[derive(Debug)]
struct Refusal {
    shape: Shape,
    code: i64,
}

impl Refusal {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        let shapes = [
            ("pin-err-", Shape::Plain),
            ("pin-extra-", Shape::Extra),
            ("pin-oauth-", Shape::OAuth),
            ("pin-tips-", Shape::Tips),
            ("pin-outer-", Shape::Outer),
        ];
        shapes.into_iter().find_map(|(prefix, shape)| {
            let code = kind.strip_prefix(prefix)?.parse().ok()?;
            Some(Box::new(Self { shape, code }) as Box<dyn Fault>)
        })
    }
}

impl Fault for Refusal {
    fn instead(&self, _call: &Call) -> Option<Answer> {
        Some(Answer::json(&self.shape.refusal(self.code, "sandbox fault")))
    }
}

/// A refusal with the access token in its message.
#[derive(Debug)]
struct EchoToken;

impl EchoToken {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        (kind == "pin-echo-token").then(|| Box::new(Self) as Box<dyn Fault>)
    }
}

impl Fault for EchoToken {
    fn instead(&self, call: &Call) -> Option<Answer> {
        let message = format!("illegal parameter, access-token: {}", call.token);
        Some(Answer::json(&Shape::Plain.refusal(28_001_007, &message)))
    }
}

/// A proxy's page.
#[derive(Debug)]
struct Html(u16);

impl Html {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        let status = if kind == "pin-html" { 200 } else { status_code(kind.strip_prefix("pin-html-")?)? };
        Some(Box::new(Self(status)))
    }
}

impl Fault for Html {
    fn instead(&self, _call: &Call) -> Option<Answer> {
        Some(proxy_page(self.0))
    }
}

/// Every number as text, error codes included.
#[derive(Debug)]
struct TextNumbers;

impl TextNumbers {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        (kind == "pin-numbers-as-text").then(|| Box::new(Self) as Box<dyn Fault>)
    }
}

impl Fault for TextNumbers {
    fn edit(&self, envelope: &mut Value) {
        NumbersAsText::apply(envelope);
    }
}

/// A page of the list that is not as it should be.
#[derive(Debug)]
enum Page {
    Empty,
    CursorLoop,
    NoList,
}

impl Page {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        let page = match kind {
            "pin-empty-page" => Self::Empty,
            "pin-cursor-loop" => Self::CursorLoop,
            "pin-no-list" => Self::NoList,
            _ => return None,
        };
        Some(Box::new(page))
    }
}

impl Fault for Page {
    fn edit(&self, envelope: &mut Value) {
        let Some(data) = envelope.get_mut("data").filter(|data| data.get("list").is_some()) else { return };
        match self {
            Self::Empty => data["list"] = json!([]),
            Self::CursorLoop => (data["cursor"], data["has_more"]) = (json!(0), json!(true)),
            Self::NoList => *data = json!({"extra": data["extra"]}),
        }
    }
}

/// Nothing happens, nothing is answered.
#[derive(Debug)]
struct Reset;

impl Reset {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        (kind == "pin-reset").then(|| Box::new(Self) as Box<dyn Fault>)
    }
}

impl Fault for Reset {
    fn instead(&self, _call: &Call) -> Option<Answer> {
        Some(Answer::reset())
    }
}

/// It happened, but the client does not get to know.
#[derive(Debug)]
struct Cut(Transport);

impl Cut {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        let transport = match kind {
            "pin-cut" => Transport::Reset,
            "pin-truncate" => Transport::Truncated,
            _ => return None,
        };
        Some(Box::new(Self(transport)))
    }
}

impl Fault for Cut {
    fn transport(&self, answer: &mut Answer) {
        answer.transport = self.0;
    }
}

fn parse_slow(kind: &str) -> Option<Box<dyn Fault>> {
    Some(Box::new(Slow::delay(kind.strip_prefix("pin-slow=")?)?))
}

/// The platform thinks otherwise.
#[derive(Debug)]
struct Changed(fn(&mut Rules));

impl Changed {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        let change: fn(&mut Rules) = match kind {
            "pin-expired" => |rules| rules.expired = true,
            "pin-dead-refresh" => |rules| rules.dead_refresh = true,
            "pin-twins" => |rules| rules.twins = true,
            "pin-no-effect" => |rules| rules.no_effect = true,
            "pin-no-replace" => |rules| rules.no_replace = true,
            "pin-own-only" => |rules| rules.own_only = true,
            "pin-convert-numeric" => |rules| rules.convert_numeric = true,
            _ => return None,
        };
        Some(Box::new(Self(change)))
    }
}

impl Fault for Changed {
    fn rules(&self, rules: &mut Rules) {
        (self.0)(rules);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::fault::Endpoint;

    fn answer(kind: &str) -> Answer {
        let token = "act.secret".to_owned();
        let call = Call { endpoint: Endpoint::Post, number: 1, page: None, video: None, token };
        let fault = KINDS.iter().find_map(|entry| (entry.parse)(kind)).expect("a fault");
        fault.instead(&call).expect("an answer")
    }

    fn body(kind: &str) -> Value {
        serde_json::from_slice(&answer(kind).body).expect("JSON")
    }

    #[test]
    fn a_code_comes_in_every_shape() {
        assert_eq!(body("pin-err-28001008")["err_no"], json!(28_001_008));
        let extra = body("pin-extra-2100005");
        assert_eq!((&extra["err_no"], &extra["data"]["extra"]["error_code"]), (&json!(0), &json!(2_100_005)));
        let oauth = body("pin-oauth-10010");
        assert_eq!((&oauth["data"]["error_code"], oauth.get("err_no")), (&json!(10010), None));
        assert!(body("pin-tips-40015").get("err_tips").is_some());
        assert_eq!(body("pin-outer-2190008")["extra"]["error_code"], json!(2_190_008));
    }

    #[test]
    fn a_refusal_can_repeat_the_token() {
        assert!(body("pin-echo-token")["err_msg"].as_str().is_some_and(|message| message.contains("act.secret")));
    }

    #[test]
    fn an_unclear_answer_comes_after_the_effect_and_a_reset_before() {
        assert_eq!(answer("pin-reset").transport, Transport::Reset);
        assert_eq!(answer("pin-html-502").status, 502);
        let mut sent = Answer::new(200, "text/plain", "done");
        Cut::parse("pin-cut").expect("a fault").transport(&mut sent);
        assert_eq!(sent.transport, Transport::Reset);
        Cut::parse("pin-truncate").expect("a fault").transport(&mut sent);
        assert_eq!(sent.transport, Transport::Truncated);
        parse_slow("pin-slow=5").expect("a fault").transport(&mut sent);
        assert_eq!(sent.delay.as_millis(), 5);
    }

    #[test]
    fn error_codes_can_be_text() {
        let mut envelope = json!({"err_no": 0, "data": {"extra": {"error_code": 0}}});
        TextNumbers::parse("pin-numbers-as-text").expect("a fault").edit(&mut envelope);
        assert_eq!(envelope, json!({"err_no": "0", "data": {"extra": {"error_code": "0"}}}));
    }

    #[test]
    fn every_change_of_rules_changes_one_rule() {
        let changed = ["expired", "dead-refresh", "twins", "no-effect", "no-replace", "own-only", "convert-numeric"];
        let mut seen: Vec<Rules> = Vec::new();
        for name in changed {
            let mut rules = Rules::default();
            Changed::parse(&format!("pin-{name}")).expect(name).rules(&mut rules);
            assert!(rules != Rules::default() && !seen.contains(&rules), "{name}");
            seen.push(rules);
        }
    }
}
