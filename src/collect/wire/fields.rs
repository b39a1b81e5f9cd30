//! Some values of a JSON object, whatever else is in it.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The values under `keys` as they are written, the last one where a key comes twice; `None` where the text is no
/// object. A list is none, although it could be read like one by position.
pub(super) fn fields<'a, const N: usize>(json: &'a str, keys: [&str; N]) -> Option<[Option<&'a RawValue>; N]> {
    let mut parser = serde_json::Deserializer::from_str(json);
    let values = Wanted(&keys).deserialize(&mut parser).ok()?;
    parser.end().ok().map(|()| values)
}

struct Wanted<'k, const N: usize>(&'k [&'k str; N]);

/// A key, borrowed where it holds no escape.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de, const N: usize> DeserializeSeed<'de> for Wanted<'_, N> {
    type Value = [Option<&'de RawValue>; N];

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, const N: usize> Visitor<'de> for Wanted<'_, N> {
    type Value = [Option<&'de RawValue>; N];

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut values = [None; N];
        while let Some(Key(key)) = entries.next_key()? {
            match self.0.iter().position(|wanted| *wanted == key) {
                Some(place) => values[place] = Some(entries.next_value()?),
                None => drop(entries.next_value::<IgnoredAny>()?),
            }
        }
        Ok(values)
    }
}
