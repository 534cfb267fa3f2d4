//! The reference's checklist of the Marketing Plan API, row by row, asked by our own client:
//! of the embedded source in this process, and of the real binary over HTTP. What a client
//! makes of a service that fails is told in the tests of the package `wix`.

mod context;
mod plan;
mod side;
