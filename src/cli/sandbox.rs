//! `sandbox`

use std::io::Write;

use anyhow::Context;

use super::args::SandboxArgs;
use super::config::Config;
use super::exit::{CommandResult, ExitStatus, Failure, WithStatus};
use super::out::Out;
use crate::sandbox::{FaultSpec, Sandbox, SandboxError, SandboxOptions};

/// Runs both services until Ctrl-C or SIGTERM. The first line of stdout is the base URL.
pub fn run(_config: &Config, args: &SandboxArgs) -> CommandResult {
    let faults: Result<Vec<FaultSpec>, _> = args.fault.iter().map(|fault| fault.parse()).collect();
    let options = SandboxOptions {
        port: args.port,
        seed: args.seed,
        comments: args.comments,
        videos: args.videos,
        faults: faults.status(ExitStatus::Usage)?,
    };
    let sandbox = Sandbox::start(&options).map_err(failure)?;
    run_until_signal(&sandbox).status(ExitStatus::Failure)?;
    sandbox.shutdown();
    Ok(ExitStatus::Success)
}

fn failure(error: SandboxError) -> Failure {
    let status = match error {
        SandboxError::Listen { .. } | SandboxError::TooMany { .. } => ExitStatus::Usage,
        _ => ExitStatus::Failure,
    };
    Failure::new(status, error)
}

/// The base URL for programs on stdout, the rest for people on stderr.
fn announce(sandbox: &Sandbox) -> anyhow::Result<()> {
    let mut stdout = Out::stdout();
    writeln!(stdout, "{}", sandbox.base_url())?;
    stdout.flush()?;
    let url = sandbox.base_url();
    let mut stderr = std::io::stderr().lock();
    writeln!(stderr, "made-up comments on {url}, Ctrl-C stops")?;
    for id in sandbox.video_ids().iter().take(10) {
        writeln!(stderr, "  JUSTONEAPI_TOKEN=any shenping fetch {id} --base-url {url}")?;
    }
    Ok(())
}

/// Returns when somebody wants the program to end. Listens for that before it tells anybody that it is there.
fn run_until_signal(sandbox: &Sandbox) -> anyhow::Result<()> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().context("cannot wait for signals")?;
    runtime.block_on(async {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let (mut interrupted, mut terminated) =
                (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
            announce(sandbox)?;
            tokio::select! {
                _ = interrupted.recv() => {}
                _ = terminated.recv() => {}
            }
        }
        #[cfg(not(unix))]
        {
            announce(sandbox)?;
            tokio::signal::ctrl_c().await?;
        }
        Ok(())
    })
}
