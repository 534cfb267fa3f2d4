//! What the signature of a handler says of its method.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
    http::HeaderName,
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use wix::wire::ErrorBody;

use crate::{
    Api,
    caller::Caller,
    fault::Fault,
    payload::{Asked, Pairs, Payload},
    written::Written,
};

/// What a method is asked and what it answers.
#[derive(Default)]
pub struct Shape {
    /// Whether a key or a token must be shown.
    pub caller: bool,
    /// Whether ids stand in its path.
    pub path: bool,
    /// An object of its parameters.
    pub query: Option<Schema>,
    /// Its body.
    pub body: Option<Body>,
    /// What it answers when it is done.
    pub answer: Option<Schema>,
    /// Whether it answers so with 201, else with 200.
    pub created: bool,
    /// What its refusals look like, by status.
    pub refusals: BTreeMap<u16, Schema>,
}

/// The body of a request.
pub struct Body {
    /// Its schema.
    pub schema: Schema,
    /// The ways in which it may be written.
    pub types: &'static [&'static str],
}

impl Shape {
    /// Notes refusals that tell a shape, unless others were noted for their status.
    pub fn refuses<E: JsonSchema>(&mut self, schemas: &mut SchemaGenerator, statuses: &[u16]) {
        for status in statuses {
            self.refusals.entry(*status).or_insert_with(|| schemas.subschema_for::<E>());
        }
    }
}

/// A parameter of a handler.
pub trait Part {
    /// Notes what it says.
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator);
}

impl Part for State<Api> {
    fn note(_: &mut Shape, _: &mut SchemaGenerator) {}
}

impl Part for Caller {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        shape.caller = true;
        shape.refuses::<ErrorBody>(schemas, &[401, 403]);
    }
}

impl Part for Path<String> {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        shape.path = true;
        shape.refuses::<ErrorBody>(schemas, &[400]);
    }
}

impl<T: JsonSchema> Part for Asked<T> {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        shape.query = Some(T::json_schema(schemas));
        shape.refuses::<ErrorBody>(schemas, &[400]);
    }
}

impl<T: JsonSchema> Part for Pairs<T> {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        Asked::<T>::note(shape, schemas);
    }
}

impl<T: JsonSchema> Part for Payload<T> {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        let schema = schemas.subschema_for::<T>();
        shape.body = Some(Body { schema, types: &["application/json"] });
        shape.refuses::<ErrorBody>(schemas, &[400, 413]);
    }
}

/// What a handler returns.
pub trait Answer {
    /// Notes what it says.
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator);
}

impl<T: JsonSchema> Answer for Json<T> {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        shape.answer = Some(schemas.subschema_for::<T>());
    }
}

impl<T: JsonSchema> Answer for Written<T> {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        Json::<T>::note(shape, schemas);
    }
}

impl<A: Answer> Answer for ([(HeaderName, &'static str); 1], A) {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        A::note(shape, schemas);
    }
}

impl<A: Answer, E: Refuses> Answer for Result<A, E> {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        A::note(shape, schemas);
        E::note(shape, schemas);
    }
}

/// Why a handler did not do as asked.
pub trait Refuses {
    /// Notes what it says.
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator);
}

impl Refuses for Fault {
    fn note(shape: &mut Shape, schemas: &mut SchemaGenerator) {
        shape.refuses::<ErrorBody>(schemas, &[400, 404, 428]);
    }
}

/// A handler whose whole signature is described.
pub trait Served<S> {
    /// What its signature says.
    fn shape(schemas: &mut SchemaGenerator) -> Shape;
}

macro_rules! served {
    ($($part:ident)*) => {
        impl<F, R, A, $($part),*> Served<($($part,)*)> for F
        where
            F: Fn($($part),*) -> R,
            R: Future<Output = A>,
            A: Answer,
            $($part: Part,)*
        {
            fn shape(schemas: &mut SchemaGenerator) -> Shape {
                let mut shape = Shape::default();
                $($part::note(&mut shape, schemas);)*
                A::note(&mut shape, schemas);
                shape
            }
        }
    };
}

served! { P1 }
served! { P1 P2 }
served! { P1 P2 P3 }
served! { P1 P2 P3 P4 }
