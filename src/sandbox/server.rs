//! Routes: which path asks for what.

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::Response;
use axum::routing::{MethodFilter, get, on, post};
use serde_json::json;

use super::answer::{Answer, Scissors};
use super::connection::CuttableListener;
use super::fault::Endpoint;
use super::openplatform::Request;
use super::world::World;
use super::{justoneapi, openplatform};

type Shared = State<Arc<World>>;
type Params = Query<HashMap<String, String>>;
type Connection = ConnectInfo<Scissors>;

/// Serves until it is dropped.
pub(super) async fn serve(listener: TcpListener, world: Arc<World>) {
    match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => {
            let service = router(world).into_make_service_with_connect_info::<Scissors>();
            if let Err(error) = axum::serve(CuttableListener(listener), service).await {
                tracing::warn!("the sandbox stopped: {error}");
            }
        }
        Err(error) => tracing::warn!("the sandbox can't listen: {error}"),
    }
}

fn router(world: Arc<World>) -> Router {
    let comments = |endpoint| {
        get(move |State(world): Shared, ConnectInfo(scissors): Connection, uri: Uri, Query(query): Params| async move {
            justoneapi::answer(&world, endpoint, uri.path(), &query).send(&scissors).await
        })
    };
    let platform = |method: MethodFilter, endpoint| {
        on(
            method,
            move |State(world): Shared,
                  ConnectInfo(scissors): Connection,
                  uri: Uri,
                  Query(query): Params,
                  headers: HeaderMap,
                  body: Bytes| {
                ask_platform(world, endpoint, scissors, read_request(&uri, query, &headers, &body))
            },
        )
    };
    let mut router = Router::new()
        .route("/api/douyin/get-video-comment/v1", comments(Endpoint::Comments))
        .route("/api/douyin/get-video-sub-comment/v1", comments(Endpoint::Replies))
        .route("/api/douyin/share-url-transfer/v1", comments(Endpoint::Links))
        .route("/oauth/refresh_token/", platform(MethodFilter::POST, Endpoint::Refresh))
        .route(
            "/api/apps/v1/convert_video_id/video_id_to_open_item_id/",
            platform(MethodFilter::POST, Endpoint::Convert),
        )
        // The older family of paths.
        .route("/item/comment/list/", platform(MethodFilter::GET, Endpoint::List))
        .route("/item/comment/reply/list/", platform(MethodFilter::GET, Endpoint::ListReplies))
        .route("/item/comment/top/", platform(MethodFilter::POST, Endpoint::Post));
    for prefix in ["/api/apps/v1/item", "/api/apps/v1/item_bc"] {
        router = router
            .route(&format!("{prefix}/list_comment/"), platform(MethodFilter::GET, Endpoint::List))
            .route(&format!("{prefix}/list_comment_reply/"), platform(MethodFilter::GET, Endpoint::ListReplies))
            .route(&format!("{prefix}/top_comment/"), platform(MethodFilter::POST, Endpoint::Post));
    }
    router
        .route("/__sandbox/videos", get(videos))
        .route("/__sandbox/requests", get(requests))
        .route("/__sandbox/truth", get(truth))
        .route("/__sandbox/advance", post(advance))
        .fallback(unknown)
        .with_state(world)
}

/// Answers a request to the open platform.
async fn ask_platform(world: Arc<World>, endpoint: Endpoint, scissors: Scissors, request: Request) -> Response {
    openplatform::answer(&world, endpoint, &request).send(&scissors).await
}

/// Puts together what the open platform looks at.
fn read_request(uri: &Uri, query: HashMap<String, String>, headers: &HeaderMap, body: &Bytes) -> Request {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    Request {
        path: uri.path().to_owned(),
        query,
        token: header("access-token"),
        content_type: header(header::CONTENT_TYPE.as_str()),
        body: body.to_vec(),
    }
}

async fn videos(State(world): Shared, ConnectInfo(scissors): Connection) -> Response {
    Answer::json(&world.videos()).send(&scissors).await
}

async fn requests(State(world): Shared, ConnectInfo(scissors): Connection) -> Response {
    let journal = world.journal().to_json();
    Answer::json(&journal).send(&scissors).await
}

async fn truth(State(world): Shared, ConnectInfo(scissors): Connection, Query(query): Params) -> Response {
    let truth = query.get("awemeId").and_then(|id| world.truth(id));
    or_not_found(truth).send(&scissors).await
}

async fn advance(State(world): Shared, ConnectInfo(scissors): Connection, Query(query): Params) -> Response {
    let number = |key: &str| query.get(key).and_then(|value| value.parse::<u32>().ok()).unwrap_or(0);
    let advanced = query.get("awemeId").and_then(|id| world.advance(id, number("comments") as usize, number("likes")));
    or_not_found(advanced).send(&scissors).await
}

async fn unknown(ConnectInfo(scissors): Connection, uri: Uri) -> Response {
    let message = format!("the sandbox has no {}; /__sandbox/videos shows what there is", uri.path());
    Answer::json(&json!({"error": message})).with_status(404).send(&scissors).await
}

fn or_not_found(value: Option<serde_json::Value>) -> Answer {
    value.map_or_else(
        || Answer::json(&json!({"error": "no such video; /__sandbox/videos lists them"})).with_status(404),
        |value| Answer::json(&value),
    )
}
