use serde_json::{Value, json};

use super::client::Client;
use super::error::PlatformError;

/// Where ids are converted.
const PATH: &str = "/api/apps/v1/convert_video_id/video_id_to_open_item_id/";

impl Client {
    /// The item id of a video, where the platform gives one: documented for the ids that a mini program gets when a
    /// video is shared through it, not for the number in a video's link.
    ///
    /// # Errors
    /// A refusal, or [`PlatformError::NotConverted`] where the answer leaves the video out.
    pub async fn item_id_of(&mut self, video_id: &str) -> Result<String, PlatformError> {
        let app = self.client_key()?;
        let body = json!({"app_id": app, "access_key": app, "video_ids": [video_id]});
        let answer = self.convert("convert video id", PATH, &body).await?;
        let converted = answer.data.get("convert_result").and_then(|map| map.get(video_id)).and_then(Value::as_str);
        match converted {
            Some(item_id) if !item_id.is_empty() => Ok(item_id.to_owned()),
            _ => Err(PlatformError::NotConverted { video: video_id.to_owned() }),
        }
    }
}
