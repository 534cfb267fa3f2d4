//! What a person sees.
//!
//! `islands` is compiled for the server and for the browser; `pages`, everything else, for
//! the server only. See *How a page is made* in ARCHITECTURE.md.

// Views are types, and a page is a deep one.
#![recursion_limit = "256"]

#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!("`ssr` and `hydrate` must not meet in one build of `app`");

mod islands;
#[cfg(feature = "ssr")]
mod pages;

#[cfg(feature = "hydrate")]
pub use leptos::mount::hydrate_islands as hydrate;
#[cfg(feature = "ssr")]
pub use pages::{
    App, Assets, Parts, References, Route, Who, connect_sandbox, router, routes, stranger_page,
};
