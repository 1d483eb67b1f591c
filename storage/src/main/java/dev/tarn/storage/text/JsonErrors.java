package dev.tarn.storage.text;

/// Says what is wrong with the JSON that is being read, to whoever knows where it stands.
interface JsonErrors {
    /// An error about the token that the parser stands on.
    RuntimeException at(String what);

    /// A value, the token that the parser stands on, that is not of its column's type.
    RuntimeException badValue(String column, String type, String value);

    /// The record that the parser is at the end of has no value for a column that takes no NULL.
    RuntimeException missing(String column);
}
