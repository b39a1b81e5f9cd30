//! What scoring asks of terms, close together; and its embedded form, with which a start need not read the lexicons.

use std::borrow::Cow;
use std::hint::select_unpredictable;
use std::sync::Arc;

use super::LexiconFile;
use super::term::{Cues, Role, Source, Term, Weights};
use crate::prefetch::prefetch;
use crate::sections::{self, Aligned, FileError, Sections, Word};

/// The effects of the terms of the bundled lexicons, made by `cargo run --release --no-default-features --example
/// build_dictionary`; a test proves that they equal fresh ones.
static EMBEDDED: &Aligned<[u8]> = &Aligned(*include_bytes!("effects.bin"));

const KIND: Word = *b"SPEffc 2";

/// What a term does to a text: all that scoring needs of it, in a quarter of a cache line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(align(16))]
pub(crate) struct Effect {
    /// See [`Term::weights`], and behind them [`Term::negated`]; zero if there are none.
    weights: [i16; 6],
    /// See [`Term::cues`].
    pub(crate) cues: Cues,
    marks: u8,
    /// Index into [`Effects::roles`].
    role: u8,
}

/// The weights of a term, whatever acts on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Readings {
    /// See [`Term::weights`]; zero if there are none.
    pub(crate) plain: Weights,
    /// See [`Term::negated`].
    pub(crate) negated: Option<Weights>,
}

impl Effect {
    const WEIGHTS: u8 = 1;
    const NEGATED: u8 = 2;
    const WIDE: u8 = 4;
    /// Weights that fit, and no role: what most terms are, in one bit.
    const ONLY_WEIGHS: u8 = 8;

    /// The effect of a term whose role has this index.
    fn new(term: &Term, role: u8) -> Self {
        let mark = |holds: bool, mark: u8| if holds { mark } else { 0 };
        let [plain, negated] = [term.weights, term.negated].map(|weights| weights.unwrap_or_default().narrowed());
        let weighs = term.weights.is_some() || term.negated.is_some();
        let is_wide = plain.is_none() || negated.is_none();
        Self {
            weights: join(plain.unwrap_or_default(), negated.unwrap_or_default()),
            cues: term.cues,
            marks: mark(term.weights.is_some(), Self::WEIGHTS)
                | mark(term.negated.is_some(), Self::NEGATED)
                | mark(is_wide, Self::WIDE)
                | mark(weighs && !is_wide && role == 0, Self::ONLY_WEIGHS),
            role,
        }
    }

    /// Whether [`Term::weights`] are known.
    pub(crate) fn weighs_plainly(&self) -> bool {
        self.marks & Self::WEIGHTS != 0
    }

    /// Whether it has weights of any kind.
    #[inline]
    pub(crate) fn weighs(&self) -> bool {
        self.marks & (Self::WEIGHTS | Self::NEGATED) != 0
    }

    /// Whether it acts on its neighbours.
    #[inline]
    pub(crate) fn has_role(&self) -> bool {
        self.role != 0
    }

    /// Whether it has weights of any kind, which fit in here, and no role.
    #[inline]
    pub(crate) fn only_weighs(&self) -> bool {
        self.marks & Self::ONLY_WEIGHS != 0
    }

    /// Adds the weights where it stands plainly. The fourth number adds up what nobody reads: to a processor four
    /// additions of neighbours are one.
    #[inline]
    pub(crate) fn add_plain(&self, sum: &mut [i32; 4]) {
        for (sum, weight) in sum.iter_mut().zip(self.weights) {
            *sum = sum.wrapping_add(weight.into());
        }
    }

    /// All weights; `None` if they are greater than files may give, and only the [`Term`] knows them.
    #[inline]
    pub(crate) fn readings(&self) -> Option<Readings> {
        let [plain @ .., first, second, third] = self.weights;
        let negated = (self.marks & Self::NEGATED != 0).then(|| Weights::widened([first, second, third]));
        (self.marks & Self::WIDE == 0).then(|| Readings { plain: Weights::widened(plain), negated })
    }

    fn to_words(self) -> [Word; 2] {
        let marks = [self.cues.bits(), u16::from_le_bytes([self.marks, self.role])];
        let quarters = [&self.weights.map(i16::cast_unsigned)[..], &marks].concat();
        [&quarters[..4], &quarters[4..]].map(|quarters| sections::of_quarters(quarters).to_le_bytes())
    }

    #[inline]
    fn of_words([first, second]: [Word; 2]) -> Self {
        let [plain @ .., negated] = sections::quarters(first);
        let [second, third, cues, marks] = sections::quarters(second);
        let [marks, role] = marks.to_le_bytes();
        let weights = join(plain, [negated, second, third]).map(u16::cast_signed);
        Self { weights, cues: Cues::of_bits(cues), marks, role }
    }
}

#[inline]
fn join<T: Copy>(first: [T; 3], second: [T; 3]) -> [T; 6] {
    std::array::from_fn(|at| if at < 3 { first[at] } else { second[at - 3] })
}

/// The effects of all terms of a lexicon, by their ids.
#[derive(Clone, Debug, Default)]
pub(super) struct Effects {
    all: Vec<Effect>,
    /// Every role that occurs, none first.
    roles: Vec<Role>,
    /// Names of the files that weights come from.
    files: Vec<String>,
    /// For each two terms the files of their plain weights and of those under negation, by index; [`NO_FILE`] for none.
    origins: Cow<'static, [Word]>,
}

const NO_FILE: u16 = u16::MAX;

impl Effects {
    /// The effects of terms that come from files.
    pub(super) fn new(terms: &[Term], files: &[Arc<LexiconFile>]) -> Self {
        let names = files.iter().map(|file| file.name.clone()).collect();
        let mut effects = Self { roles: vec![Role::None], files: names, ..Self::default() };
        let file_of = |source: &Option<Source>| {
            let file = source.as_ref().map(|source| &source.file);
            let index = file.and_then(|file| files.iter().position(|other| Arc::ptr_eq(file, other)));
            index.and_then(|index| u16::try_from(index).ok()).unwrap_or(NO_FILE)
        };
        for term in terms {
            let role = effects.roles.iter().position(|role| *role == term.role).unwrap_or_else(|| {
                effects.roles.push(term.role);
                effects.roles.len() - 1
            });
            effects.all.push(Effect::new(term, u8::try_from(role).unwrap_or(u8::MAX)));
        }
        let origins: Vec<[u16; 2]> =
            terms.iter().map(|term| [&term.source, &term.negated_source].map(file_of)).collect();
        let pairs = origins.chunks(2).map(|pair| sections::of_quarters(pair.as_flattened()).to_le_bytes());
        effects.origins = pairs.collect();
        effects
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    #[inline]
    pub(super) fn get(&self, index: u32) -> &Effect {
        &self.all[index as usize]
    }

    /// The role of a term; `None` if only the [`Term`] knows it, because there are very many different ones.
    pub(super) fn role(&self, effect: &Effect) -> Option<Role> {
        self.roles.get(usize::from(effect.role)).copied().filter(|_| effect.role != u8::MAX)
    }

    /// Names of the files of a term's plain weights and of those under negation.
    pub(super) fn origins(&self, index: u32) -> [Option<&str>; 2] {
        let [first @ .., third, fourth] =
            self.origins.get(index as usize / 2).map_or([NO_FILE; 4], |word| sections::quarters(*word));
        let origins = if index.is_multiple_of(2) { first } else { [third, fourth] };
        origins.map(|file| self.files.get(usize::from(file)).map(String::as_str))
    }

    /// To be told whose effect will be asked for soon. Any number is allowed: for those of no term the first is asked
    /// for, without a branch, because nobody can guess which are.
    #[inline]
    pub(super) fn announcer(&self) -> impl Fn(u32) {
        let all = self.all.as_slice();
        move |index| prefetch(all, select_unpredictable((index as usize) < all.len(), index as usize, 0))
    }

    /// Those of the bundled lexicons, if the embedded ones were made from lexicons with this fingerprint.
    pub(super) fn embedded(fingerprint: u64) -> Result<Self, FileError> {
        let Sections { fingerprint: made_from, sections } = Sections::<4>::embedded(&EMBEDDED.0, KIND)?;
        if made_from != fingerprint {
            return Err(FileError::Stale);
        }
        let [all, origins, roles, files] = sections;
        let role = |[kind, factor]: &[Word; 2]| match sections::number(*kind) {
            1 => Role::Negator,
            2 => Role::Intensifier(f64::from_bits(sections::number(*factor))),
            3 => Role::But,
            4 => Role::Although,
            _ => Role::None,
        };
        Ok(Self {
            all: all.as_chunks().0.iter().map(|words| Effect::of_words(*words)).collect(),
            roles: roles.as_chunks().0.iter().map(role).collect(),
            files: sections::text_of(files).lines().map(str::to_owned).collect(),
            origins: Cow::Borrowed(origins),
        })
    }

    /// The file of [`embedded`](Self::embedded).
    pub(super) fn to_bytes(&self, fingerprint: u64) -> Vec<u8> {
        let role = |role: &Role| match role {
            Role::None => [0, 0],
            Role::Negator => [1, 0],
            Role::Intensifier(factor) => [2, factor.to_bits()],
            Role::But => [3, 0],
            Role::Although => [4, 0],
        };
        let sections = [
            self.all.iter().flat_map(|effect| effect.to_words()).map(sections::number).collect(),
            self.origins.iter().map(|word| sections::number(*word)).collect(),
            self.roles.iter().flat_map(role).collect(),
            sections::text_section(&self.files.join("\n")),
        ];
        sections::write(KIND, fingerprint, &sections)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_any_size_are_kept() {
        for weight in [0, 1, -6000, 32_767, 32_768, i32::MIN] {
            let weights = Weights { positive: weight, neutral: 1, negative: -1 };
            let term = Term { weights: Some(weights), negated: Some(weights.swapped()), ..Term::new("好") };
            let effect = Effect::new(&term, 0);
            assert_eq!(effect.only_weighs(), i16::try_from(weight).is_ok());
            let readings = effect.readings().unwrap_or_else(|| term.readings());
            assert_eq!((readings.plain, readings.negated), (weights, Some(weights.swapped())));
            assert_eq!(Effect::of_words(effect.to_words()), effect);
        }
    }

    #[test]
    fn roles_of_any_number_are_kept_or_left_to_the_term() {
        let with = |factor: u32| Term { role: Role::Intensifier(f64::from(factor) / 100.0), ..Term::new("很") };
        let terms: Vec<Term> = (0..300).map(with).collect();
        let effects = Effects::new(&terms, &[]);
        for (id, term) in (0..).zip(&terms) {
            let role = effects.role(effects.get(id));
            assert_eq!(role, (id < 254).then_some(term.role), "{id}");
            assert!(!effects.get(id).only_weighs());
        }
    }
}
