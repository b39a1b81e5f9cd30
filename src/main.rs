//! The `shenping` program: hands the command line to [`shenping::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    shenping::cli::main()
}
