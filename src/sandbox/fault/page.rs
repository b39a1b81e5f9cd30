//! Faults in what a page holds.

use serde_json::{Value, json};

use super::{Fault, Kind};

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind { usage: "numbers-as-text", meaning: "numbers written as text", parse: NumbersAsText::parse },
    Kind { usage: "null-list", meaning: "`comments` is null", parse: List::parse_null },
    Kind { usage: "missing-list", meaning: "`comments` is missing", parse: List::parse_missing },
    Kind {
        usage: "empty-page",
        meaning: "`comments` is empty although `has_more` says otherwise",
        parse: List::parse_empty,
    },
    Kind { usage: "null-data", meaning: "`data` is null", parse: NullData::parse },
    Kind {
        usage: "status-code, status-code=N",
        meaning: "`data.status_code` is N (8) and no list",
        parse: StatusCode::parse,
    },
    Kind {
        usage: "has-more=FORM",
        meaning: "`has_more` as true, \"1\", word (\"true\") or missing",
        parse: HasMore::parse,
    },
    Kind { usage: "repeat-page", meaning: "the page before once more: nothing new", parse: RepeatPage::parse },
    Kind {
        usage: "cursor-loop",
        meaning: "`has_more` stays 1, behind the end comes the last page again",
        parse: CursorLoop::parse,
    },
];

/// The page inside an envelope.
fn data(envelope: &mut Value) -> Option<&mut serde_json::Map<String, Value>> {
    envelope.get_mut("data").and_then(Value::as_object_mut)
}

/// Every number of the page as text.
#[derive(Debug)]
pub(super) struct NumbersAsText;

impl NumbersAsText {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        (kind == "numbers-as-text").then(|| Box::new(Self) as Box<dyn Fault>)
    }

    /// Turns every number below into text.
    pub(super) fn apply(value: &mut Value) {
        match value {
            Value::Number(number) => *value = Value::String(number.to_string()),
            Value::Array(items) => items.iter_mut().for_each(Self::apply),
            Value::Object(entries) => entries.values_mut().for_each(Self::apply),
            _ => {}
        }
    }
}

impl Fault for NumbersAsText {
    fn edit(&self, envelope: &mut Value) {
        if let Some(data) = envelope.get_mut("data") {
            Self::apply(data);
        }
    }
}

/// A list that is not there.
#[derive(Debug)]
enum List {
    Null,
    Missing,
    Empty,
}

impl List {
    fn parse_null(kind: &str) -> Option<Box<dyn Fault>> {
        (kind == "null-list").then(|| Box::new(Self::Null) as Box<dyn Fault>)
    }

    fn parse_missing(kind: &str) -> Option<Box<dyn Fault>> {
        (kind == "missing-list").then(|| Box::new(Self::Missing) as Box<dyn Fault>)
    }

    fn parse_empty(kind: &str) -> Option<Box<dyn Fault>> {
        (kind == "empty-page").then(|| Box::new(Self::Empty) as Box<dyn Fault>)
    }
}

impl Fault for List {
    fn edit(&self, envelope: &mut Value) {
        let Some(data) = data(envelope) else { return };
        match self {
            Self::Null => data.insert("comments".to_owned(), Value::Null),
            Self::Empty => data.insert("comments".to_owned(), json!([])),
            Self::Missing => data.shift_remove("comments"),
        };
    }
}

/// Success without content.
#[derive(Debug)]
struct NullData;

impl NullData {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        (kind == "null-data").then(|| Box::new(Self) as Box<dyn Fault>)
    }
}

impl Fault for NullData {
    fn edit(&self, envelope: &mut Value) {
        envelope["data"] = Value::Null;
    }
}

/// The video platform's own refusal inside a success.
#[derive(Debug)]
struct StatusCode(i64);

impl StatusCode {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        let code = match kind.strip_prefix("status-code")? {
            "" => 8,
            value => value.strip_prefix('=')?.parse().ok()?,
        };
        Some(Box::new(Self(code)))
    }
}

impl Fault for StatusCode {
    fn edit(&self, envelope: &mut Value) {
        envelope["data"] = json!({"status_code": self.0, "status_msg": "sandbox", "comments": null, "has_more": 0});
    }
}

/// The spellings of "there is more".
#[derive(Debug)]
enum HasMore {
    Bool,
    Text,
    Word,
    Missing,
}

impl HasMore {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        let form = match kind.strip_prefix("has-more=")? {
            "bool" | "true" => Self::Bool,
            "text" | "1" | "\"1\"" => Self::Text,
            "word" => Self::Word,
            "missing" => Self::Missing,
            _ => return None,
        };
        Some(Box::new(form))
    }
}

impl Fault for HasMore {
    fn edit(&self, envelope: &mut Value) {
        let Some(data) = data(envelope) else { return };
        let more = data.get("has_more").and_then(Value::as_i64) == Some(1);
        let spelled = match self {
            Self::Bool => json!(more),
            Self::Text => json!(if more { "1" } else { "0" }),
            Self::Word => json!(more.to_string()),
            Self::Missing => {
                data.shift_remove("has_more");
                return;
            }
        };
        data.insert("has_more".to_owned(), spelled);
    }
}

/// The page before, once more.
#[derive(Debug)]
struct RepeatPage;

impl RepeatPage {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        (kind == "repeat-page").then(|| Box::new(Self) as Box<dyn Fault>)
    }
}

impl Fault for RepeatPage {
    fn page(&self, page: u32, _last: u32) -> u32 {
        page.saturating_sub(1).max(1)
    }
}

/// A list without an end.
#[derive(Debug)]
struct CursorLoop;

impl CursorLoop {
    fn parse(kind: &str) -> Option<Box<dyn Fault>> {
        (kind == "cursor-loop").then(|| Box::new(Self) as Box<dyn Fault>)
    }
}

impl Fault for CursorLoop {
    fn page(&self, page: u32, last: u32) -> u32 {
        page.min(last)
    }

    fn edit(&self, envelope: &mut Value) {
        if let Some(data) = data(envelope) {
            data.insert("has_more".to_owned(), json!(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(fault: Option<Box<dyn Fault>>, has_more: i64) -> Value {
        let mut envelope = json!({"code": 0, "data": {"status_code": 0, "has_more": has_more,
            "comments": [{"cid": "7", "digg_count": 3, "user": {"uid": "1", "status": 1}}]}});
        fault.expect("a fault").edit(&mut envelope);
        envelope
    }

    #[test]
    fn numbers_become_text_at_any_depth_but_the_code_stays() {
        let page = edited(NumbersAsText::parse("numbers-as-text"), 1);
        assert_eq!(page["code"], json!(0));
        assert_eq!(page["data"]["comments"][0]["digg_count"], json!("3"));
        assert_eq!(page["data"]["comments"][0]["user"]["status"], json!("1"));
    }

    #[test]
    fn a_list_can_be_null_missing_or_empty() {
        assert_eq!(edited(List::parse_null("null-list"), 1)["data"]["comments"], Value::Null);
        assert_eq!(edited(List::parse_empty("empty-page"), 1)["data"]["comments"], json!([]));
        assert!(edited(List::parse_missing("missing-list"), 1)["data"].get("comments").is_none());
    }

    #[test]
    fn data_can_be_null() {
        assert_eq!(edited(NullData::parse("null-data"), 1)["data"], Value::Null);
    }

    #[test]
    fn the_platform_can_refuse_inside_a_success() {
        assert_eq!(edited(StatusCode::parse("status-code"), 1)["data"]["status_code"], json!(8));
        assert_eq!(edited(StatusCode::parse("status-code=2154"), 1)["data"]["status_code"], json!(2154));
        assert!(StatusCode::parse("status-codes").is_none());
    }

    #[test]
    fn has_more_has_many_spellings_and_keeps_its_meaning() {
        for (form, more, none) in [("bool", json!(true), json!(false)), ("text", json!("1"), json!("0"))] {
            let kind = format!("has-more={form}");
            assert_eq!(edited(HasMore::parse(&kind), 1)["data"]["has_more"], more);
            assert_eq!(edited(HasMore::parse(&kind), 0)["data"]["has_more"], none);
        }
        assert_eq!(edited(HasMore::parse("has-more=word"), 1)["data"]["has_more"], json!("true"));
        assert!(edited(HasMore::parse("has-more=missing"), 1)["data"].get("has_more").is_none());
        assert!(HasMore::parse("has-more=maybe").is_none());
    }

    #[test]
    fn a_page_can_come_again() {
        let fault = RepeatPage::parse("repeat-page").expect("a fault");
        assert_eq!((fault.page(3, 9), fault.page(1, 9)), (2, 1));
    }

    #[test]
    fn a_list_can_be_endless() {
        let fault = CursorLoop::parse("cursor-loop").expect("a fault");
        assert_eq!((fault.page(3, 9), fault.page(12, 9)), (3, 9));
        assert_eq!(edited(Some(fault), 0)["data"]["has_more"], json!(1));
    }
}
