//! The open platform as the commands use it: settings in, exit codes out.

use serde_json::{Value, json};

use crate::cli::args::PlatformArgs;
use crate::cli::config::Config;
use crate::cli::exit::{ExitStatus, Failure, WithStatus};
use crate::frame::files::iso_time;
use crate::openplatform::{Client, ClientOptions, Credentials, ErrorKind, PlatformComment, PlatformError};

/// Where the platform is unless somebody says otherwise.
const BASE_URL: &str = "https://open.douyin.com";

/// A client by flags over environment over file.
///
/// # Errors
/// Settings that are missing or can't be: exit code 2.
pub fn client(config: &Config, args: &PlatformArgs) -> Result<Client, Failure> {
    let settings = &config.settings;
    let base_url = args.base_url.as_deref().or(settings.douyin_base_url.as_deref()).unwrap_or(BASE_URL);
    let credentials = Credentials {
        access_token: settings.douyin_access_token.clone(),
        open_id: settings.douyin_open_id.clone(),
        refresh_token: settings.douyin_refresh_token.clone(),
        client_key: settings.douyin_client_key.clone(),
        client_token: settings.douyin_client_token.clone(),
    };
    Client::new(ClientOptions {
        base_url: base_url.to_owned(),
        path_prefix: args.path_prefix.clone(),
        credentials,
        token_file: args.token_file.clone(),
    })
    .map_err(failure)
}

/// Which video is meant.
pub enum Video<'a> {
    /// By its id in the app.
    Item(&'a str),
    /// By the id that other services know it by, to be converted.
    Id(&'a str),
}

/// The video that the flags name.
///
/// # Errors
/// None named: exit code 2.
pub fn video(args: &PlatformArgs) -> Result<Video<'_>, Failure> {
    match (&args.item_id, &args.video_id) {
        (Some(item_id), _) if !item_id.trim().is_empty() => Ok(Video::Item(item_id.trim())),
        (None, Some(video_id)) => Ok(Video::Id(video_id)),
        _ => Err(Failure::usage(
            "no video given: name it by --item-id (from the console, the video list or the create_video webhook), or \
             try --video-id to have it converted",
        )),
    }
}

/// The item id given, or the one a video id converts to.
///
/// # Errors
/// When the platform does not convert the id.
pub async fn item_id(client: &mut Client, video: &Video<'_>) -> Result<String, PlatformError> {
    match video {
        Video::Item(item_id) => Ok((*item_id).to_owned()),
        Video::Id(video_id) => client.item_id_of(video_id).await,
    }
}

/// The exit code an error of the platform ends with.
pub fn status_of(error: &PlatformError) -> ExitStatus {
    match error.kind() {
        ErrorKind::Configuration => ExitStatus::Usage,
        ErrorKind::Later => ExitStatus::Resumable,
        ErrorKind::Refused => ExitStatus::Refused,
        ErrorKind::Nothing => ExitStatus::Nothing,
    }
}

/// An error of the platform with its exit code.
pub fn failure(error: PlatformError) -> Failure {
    Failure::new(status_of(&error), error)
}

/// Waits for the calls of one command.
///
/// # Errors
/// When the system gives no runtime, and whatever the calls return.
pub fn wait<T>(calls: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().status(ExitStatus::Failure)?;
    runtime.block_on(calls)
}

/// A listed comment as JSON.
pub fn comment_json(comment: &PlatformComment) -> Value {
    json!({
        "comment_id": comment.id,
        "text": comment.text,
        "created_at": comment.created_s.map(|seconds| iso_time(seconds.saturating_mul(1000))),
        "likes": comment.likes,
        "pinned": comment.top,
    })
}

/// A listed comment in one line.
pub fn comment_line(comment: &PlatformComment) -> String {
    let text = super::suggest::short(&comment.text);
    let text = if text.trim().is_empty() { "(no text)".to_owned() } else { text };
    let time = comment.created_s.map(|seconds| format!(", {}", iso_time(seconds.saturating_mul(1000))));
    let likes = comment.likes.map(|likes| format!(", {likes} likes"));
    format!("{text}{}{}", likes.unwrap_or_default(), time.unwrap_or_default())
}
