//! Settings of a run: flags over environment over `shenping.toml` over defaults.

use std::fmt;
use std::io::IsTerminal;
use std::path::Path;

use anyhow::Context;
use secrecy::SecretString;
use serde::Deserialize;
use tracing_subscriber::fmt::FmtContext;
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::registry::LookupSpan;

use super::args::{Args, LexiconArgs, SegmenterArg};
use super::exit::{ExitStatus, Failure, WithStatus};
use crate::lexicon::LexiconFile;
use crate::score::Analyzer;
use crate::text::SegmenterKind;

/// The settings file, looked for in the working directory.
const SETTINGS_FILE: &str = "shenping.toml";

/// What every command may need to know.
#[derive(Debug, Default)]
pub struct Config {
    /// Whether progress bars may be shown: stderr is a terminal and nobody forbade it.
    pub progress: bool,
    /// Threads asked for.
    pub threads: Option<usize>,
    /// How much to log.
    pub verbose: u8,
    /// Settings from environment and file.
    pub settings: Settings,
}

/// Settings from environment and file; secrets never print.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// `JUSTONEAPI_TOKEN`
    pub justoneapi_token: Option<SecretString>,
    /// `JUSTONEAPI_BASE_URL`
    pub justoneapi_base_url: Option<String>,
    /// `DOUYIN_ACCESS_TOKEN`
    pub douyin_access_token: Option<SecretString>,
    /// `DOUYIN_OPEN_ID`
    pub douyin_open_id: Option<SecretString>,
    /// `DOUYIN_REFRESH_TOKEN`
    pub douyin_refresh_token: Option<SecretString>,
    /// `DOUYIN_CLIENT_KEY`
    pub douyin_client_key: Option<SecretString>,
    /// `DOUYIN_CLIENT_TOKEN`: the app's own token, for converting video ids
    pub douyin_client_token: Option<SecretString>,
    /// `DOUYIN_BASE_URL`
    pub douyin_base_url: Option<String>,
}

impl Config {
    /// Puts flags, environment and file together.
    ///
    /// # Errors
    /// A settings file that can't be read or holds unknown keys.
    pub fn load(args: &Args) -> Result<Self, Failure> {
        let mut settings = Settings::from_file(Path::new(SETTINGS_FILE))?;
        settings.overlay_environment();
        Ok(Self {
            progress: !args.no_progress && std::io::stderr().is_terminal(),
            threads: args.threads.map(usize::from),
            verbose: args.verbose,
            settings,
        })
    }

    /// Sends warnings, and more if asked, to stderr.
    pub fn start_logging(&self) {
        let level = ["warn", "info", "debug", "trace"][usize::from(self.verbose).min(3)];
        let filter = tracing_subscriber::EnvFilter::new(format!("shenping={level}"));
        // A second call, as in tests, keeps the first subscriber.
        let _ = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .with_ansi(false)
            .event_format(LikeOurs)
            .try_init();
    }

    /// Starts the threads of everything that computes.
    ///
    /// # Errors
    /// When threads can't be started.
    pub fn start_threads(&self) -> Result<(), Failure> {
        let mut pool = rayon::ThreadPoolBuilder::new();
        if let Some(threads) = self.threads {
            set_polars_threads(threads);
            pool = pool.num_threads(threads);
        }
        // Made when it is first used, it would panic where the system gives no threads.
        pool.build_global()
            .context("cannot start threads; set fewer by --threads, or allow this user more processes (ulimit -u)")
            .status(ExitStatus::Failure)
    }

    /// The analyzer a command's lexicon flags ask for.
    ///
    /// # Errors
    /// A lexicon file that can't be read.
    pub fn analyzer(args: &LexiconArgs) -> Result<Analyzer, Failure> {
        let mut builder = Analyzer::builder();
        if args.no_base {
            builder = builder.without_base();
        }
        for path in &args.lexicon {
            builder = builder.with_file(read_lexicon(path)?);
        }
        let kind = match args.segmenter {
            SegmenterArg::Fast => SegmenterKind::Fast,
            SegmenterArg::Jieba => SegmenterKind::Jieba,
        };
        Ok(builder.segmenter(kind).build())
    }
}

/// Log lines in the form of the program's other messages: `warning: …`.
struct LikeOurs;

impl<S, N> FormatEvent<S, N> for LikeOurs
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, ctx: &FmtContext<'_, S, N>, mut out: Writer<'_>, event: &tracing::Event<'_>) -> fmt::Result {
        let word = match *event.metadata().level() {
            tracing::Level::ERROR => "error",
            tracing::Level::WARN => "warning",
            tracing::Level::INFO => "info",
            tracing::Level::DEBUG => "debug",
            tracing::Level::TRACE => "trace",
        };
        write!(out, "{word}: ")?;
        ctx.field_format().format_fields(out.by_ref(), event)?;
        writeln!(out)
    }
}

/// Reads a lexicon file from disk.
///
/// # Errors
/// A file that can't be opened or is no lexicon: exit code 5.
pub fn read_lexicon(path: &Path) -> Result<LexiconFile, Failure> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read lexicon {}", path.display()));
    let bytes = bytes.status(ExitStatus::BadInput)?;
    let text = String::from_utf8(bytes).map_err(|_| anyhow::anyhow!("lexicon {} is not UTF-8 text", path.display()));
    LexiconFile::parse(&path.display().to_string(), &text.status(ExitStatus::BadInput)?).status(ExitStatus::BadInput)
}

impl Settings {
    fn from_file(path: &Path) -> Result<Self, Failure> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Failure::usage(format!("cannot read {}: {error}", path.display()))),
        };
        // The parser's own message would quote the line, and with it a secret.
        toml::from_str(&text).map_err(|error| {
            let at = error.span().map_or(0, |span| text[..span.start.min(text.len())].lines().count());
            Failure::usage(format!(
                "{} line {}: not understood; allowed are `key = \"value\"` lines with the keys {}",
                path.display(),
                at.max(1),
                Self::KEYS.join(", ")
            ))
        })
    }

    const KEYS: [&str; 8] = [
        "justoneapi_token",
        "justoneapi_base_url",
        "douyin_access_token",
        "douyin_open_id",
        "douyin_refresh_token",
        "douyin_client_key",
        "douyin_client_token",
        "douyin_base_url",
    ];

    fn overlay_environment(&mut self) {
        let secret = |slot: &mut Option<SecretString>, name| {
            if let Some(value) = variable(name) {
                *slot = Some(value.into());
            }
        };
        secret(&mut self.justoneapi_token, "JUSTONEAPI_TOKEN");
        secret(&mut self.douyin_access_token, "DOUYIN_ACCESS_TOKEN");
        secret(&mut self.douyin_open_id, "DOUYIN_OPEN_ID");
        secret(&mut self.douyin_refresh_token, "DOUYIN_REFRESH_TOKEN");
        secret(&mut self.douyin_client_key, "DOUYIN_CLIENT_KEY");
        secret(&mut self.douyin_client_token, "DOUYIN_CLIENT_TOKEN");
        if let Some(url) = variable("JUSTONEAPI_BASE_URL") {
            self.justoneapi_base_url = Some(url);
        }
        if let Some(url) = variable("DOUYIN_BASE_URL") {
            self.douyin_base_url = Some(url);
        }
    }
}

/// polars has a pool of its own, which reads this variable when it first works.
fn set_polars_threads(threads: usize) {
    // SAFETY: no other thread runs yet.
    #[expect(unsafe_code, reason = "the only way to size polars's pool; called before any thread starts")]
    unsafe {
        std::env::set_var("POLARS_MAX_THREADS", threads.to_string());
    }
}

/// An environment variable that is set to something.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}
