//! Comments as polars DataFrames: schema v1, files in and out, scoring in parallel.
