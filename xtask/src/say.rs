//! What a chore says while it works.

/// Prints one short line of what is being done.
pub fn step(what: impl AsRef<str>) {
    println!("· {}", what.as_ref());
}

/// Prints a line that belongs to the step before it.
pub fn note(what: impl AsRef<str>) {
    println!("  {}", what.as_ref());
}

/// A number of bytes as people read it; kB is 1,000 bytes, as in the limits.
pub fn kilobytes(bytes: usize) -> String {
    let tenths = bytes.div_ceil(100);
    format!("{}.{} kB", tenths / 10, tenths % 10)
}
