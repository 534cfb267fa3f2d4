//! A row of the table of methods: what is served, and how it describes itself.
//!
//! What a method is asked and what it answers is read off the signature of its handler, and
//! what it does off the handler's doc comment: a handler that cannot be described is no row.

mod shape;
mod told;

use axum::{handler::Handler, http::Method as Verb, routing::MethodRouter};
use schemars::SchemaGenerator;

use crate::Api;

pub use shape::{Answer, Body, Part, Refuses, Served, Shape};
pub use told::{Told, above};

/// What calling a method may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Reads,
    /// What the site holds. Takes an idempotency key, and counts as an engagement with the plan.
    Writes,
}

/// What methods belong to.
#[derive(Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name in the vendor's reference.
    pub name: &'static str,
    /// What it is about.
    pub about: &'static str,
}

impl Service {
    /// Takes rows as methods of its own.
    pub(crate) fn serves(
        &'static self,
        rows: impl IntoIterator<Item = Row>,
    ) -> impl Iterator<Item = Method> {
        rows.into_iter().map(move |Row { name, effect, verb, path, handled }| Method {
            name,
            effect,
            verb,
            path,
            service: self,
            handled,
        })
    }
}

/// One method of a service.
pub struct Method {
    /// Its name in the vendor's reference.
    pub name: &'static str,
    /// What calling it may change.
    pub effect: Effect,
    /// Its verb.
    pub verb: Verb,
    /// Its path below the installation's address.
    pub path: String,
    /// What it belongs to.
    pub service: &'static Service,
    pub(crate) handled: Handled,
}

/// A method that does not say yet what it belongs to.
pub struct Row {
    /// Its name in the vendor's reference.
    pub name: &'static str,
    /// What calling it may change.
    pub effect: Effect,
    /// Its verb.
    pub verb: Verb,
    /// Its path below the installation's address.
    pub path: String,
    /// What carries it out.
    pub handled: Handled,
}

/// A handler with its description.
pub struct Handled {
    /// The handler, under its verb.
    pub router: MethodRouter<Api>,
    /// Its doc comment.
    pub told: &'static str,
    /// What its signature says.
    pub shape: fn(&mut SchemaGenerator) -> Shape,
}

impl Handled {
    /// A handler; `route` puts it under its verb.
    pub fn new<H, M, S>(
        route: impl FnOnce(H) -> MethodRouter<Api>,
        handler: H,
        told: &'static str,
    ) -> Self
    where
        H: Handler<M, Api> + Served<S>,
        M: 'static,
    {
        Handled { router: route(handler), told, shape: H::shape }
    }
}

/// `get!(plan::read)`, `post!(plan::generate)`: the function of a module of this package,
/// under a verb, with its doc comment. A function without one does not compile.
macro_rules! handled {
    ($verb:ident, $module:ident::$function:ident) => {
        $crate::method::Handled::new(
            axum::routing::$verb,
            $module::$function,
            const {
                $crate::method::above(
                    include_str!(concat!(stringify!($module), ".rs")),
                    stringify!($function),
                )
            },
        )
    };
    ($verb:ident, $outer:ident::$module:ident::$function:ident) => {
        $crate::method::Handled::new(
            axum::routing::$verb,
            $outer::$module::$function,
            const {
                $crate::method::above(
                    include_str!(concat!(stringify!($outer), "/", stringify!($module), ".rs")),
                    stringify!($function),
                )
            },
        )
    };
}

macro_rules! verbs {
    ($dollar:tt $($verb:ident)*) => {$(
        macro_rules! $verb {
            ($dollar($dollar path:tt)+) => { $crate::method::handled!($verb, $dollar($dollar path)+) };
        }
        pub(crate) use $verb;
    )*};
}

verbs! { $ get post put patch delete }
pub(crate) use handled;
