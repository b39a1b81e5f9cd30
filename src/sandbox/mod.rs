//! Both services faked on loopback: the comment service and the open platform, with made-up comments and faults on
//! request. The demo, the tests and the documentation all run against it; nothing here ever leaves the machine.
//!
//! ```no_run
//! use shenping::sandbox::{Sandbox, SandboxOptions};
//!
//! let faults = vec!["code-302@2".parse()?, "truncate@page=3".parse()?];
//! let sandbox = Sandbox::start(&SandboxOptions { comments: 300, faults, ..SandboxOptions::default() })?;
//! println!("{}/api/douyin/get-video-comment/v1", sandbox.base_url());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Beside the services' own paths: `GET /__sandbox/videos` lists the videos, `GET /__sandbox/requests` what was asked,
//! `GET /__sandbox/truth?awemeId=` what a complete collection holds, and
//! `POST /__sandbox/advance?awemeId=&comments=&likes=` lets time pass.

mod answer;
mod connection;
mod corpus;
mod dice;
mod fault;
mod journal;
mod justoneapi;
mod openplatform;
mod server;
mod wire;
mod world;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::oneshot;

pub use fault::{FaultError, FaultSpec, allowed as allowed_faults};

use world::World;

/// Videos a sandbox can hold.
pub const MAX_VIDEOS: u32 = 10_000;
/// Comments a video can have.
pub const MAX_COMMENTS: u32 = 100_000;

/// What a sandbox shows and how it misbehaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxOptions {
    /// Port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Seed of the made-up comments; the same seed gives the same bytes.
    pub seed: u64,
    /// First-level comments listed under each video, at most [`MAX_COMMENTS`].
    pub comments: u32,
    /// Videos, at most [`MAX_VIDEOS`].
    pub videos: u32,
    /// What goes wrong.
    pub faults: Vec<FaultSpec>,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self { port: 0, seed: 1, comments: 700, videos: 3, faults: Vec::new() }
    }
}

/// Why a sandbox does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// The port is taken or not allowed.
    #[error("cannot listen on 127.0.0.1:{port}; another port or 0 may be free")]
    Listen {
        /// The port asked for.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
    /// A number is too large.
    #[error("{what} {given} is more than a sandbox holds: at most {most}")]
    TooMany {
        /// What there would be too many of.
        what: &'static str,
        /// How many were asked for.
        given: u32,
        /// How many there may be.
        most: u32,
    },
    /// No thread or no event loop.
    #[error("cannot start the sandbox's thread")]
    Thread(#[source] io::Error),
}

/// A running sandbox; it stops when dropped.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    aweme_ids: Vec<String>,
    titles: Vec<&'static str>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts a sandbox on 127.0.0.1, on a thread of its own. It answers when this returns.
    ///
    /// # Errors
    /// A port that is taken, numbers beyond the limits, no threads.
    pub fn start(options: &SandboxOptions) -> Result<Self, SandboxError> {
        check(options)?;
        let listen = |source| SandboxError::Listen { port: options.port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).map_err(listen)?;
        listener.set_nonblocking(true).map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let world = Arc::new(World::new(options));
        let aweme_ids = world.corpus.aweme_ids();
        let titles = (0..world.corpus.len()).map(|index| world.corpus.title(index)).collect();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("sandbox")
            .enable_all()
            .build()
            .map_err(SandboxError::Thread)?;
        let (stop, stopped) = oneshot::channel();
        let serve = move || {
            runtime.block_on(async {
                tokio::select! {
                    () = server::serve(listener, world) => {}
                    // Either way of ending means to stop.
                    _ = stopped => {}
                }
            });
            runtime.shutdown_background();
        };
        let thread = std::thread::Builder::new().name("sandbox".to_owned()).spawn(serve);
        let thread = Some(thread.map_err(SandboxError::Thread)?);
        Ok(Self { address, aweme_ids, titles, stop: Some(stop), thread })
    }

    /// Where it listens, as `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The ids of its videos.
    pub fn video_ids(&self) -> &[String] {
        &self.aweme_ids
    }

    /// What its videos show, in the order of [`Sandbox::video_ids`].
    pub fn titles(&self) -> &[&'static str] {
        &self.titles
    }

    /// Stops it and waits for its end. Dropping does the same.
    pub fn shutdown(self) {}
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // Fails only where the server is already gone.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn check(options: &SandboxOptions) -> Result<(), SandboxError> {
    for (what, given, most) in [("comments", options.comments, MAX_COMMENTS), ("videos", options.videos, MAX_VIDEOS)] {
        if given > most {
            return Err(SandboxError::TooMany { what, given, most });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_answers_as_soon_as_it_is_started_and_frees_its_port_when_dropped() {
        let sandbox = Sandbox::start(&SandboxOptions { comments: 5, ..SandboxOptions::default() }).expect("it starts");
        let port = sandbox.address.port();
        assert!(sandbox.address.ip().is_loopback());
        assert!(std::net::TcpStream::connect(sandbox.address).is_ok());
        assert_eq!(sandbox.video_ids().len(), 3);
        let taken = Sandbox::start(&SandboxOptions { port, ..SandboxOptions::default() });
        assert!(matches!(taken, Err(SandboxError::Listen { port: p, .. }) if p == port));
        sandbox.shutdown();
        assert!(Sandbox::start(&SandboxOptions { port, ..SandboxOptions::default() }).is_ok());
    }

    #[test]
    fn it_refuses_more_than_ids_can_number() {
        let many = SandboxOptions { videos: MAX_VIDEOS + 1, ..SandboxOptions::default() };
        assert!(Sandbox::start(&many).is_err_and(|error| error.to_string().contains("10000")));
        let many = SandboxOptions { comments: MAX_COMMENTS + 1, ..SandboxOptions::default() };
        assert!(matches!(Sandbox::start(&many), Err(SandboxError::TooMany { .. })));
    }

    #[test]
    fn nothing_is_a_sandbox_too() {
        let empty = SandboxOptions { videos: 0, comments: 0, ..SandboxOptions::default() };
        assert!(Sandbox::start(&empty).is_ok_and(|sandbox| sandbox.video_ids().is_empty()));
    }
}
