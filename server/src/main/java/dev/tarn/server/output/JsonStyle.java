package dev.tarn.server.output;

/// Who reads the JSON.
public enum JsonStyle {
    /// Trino's clients: decimals are strings, structs arrays, points in time as in SQL.
    TRINO(TextStyle.TRINO),
    /// Everybody else: decimals are numbers with all their digits, structs objects, ISO 8601.
    PLAIN(TextStyle.ISO);

    final TextStyle text;

    JsonStyle(TextStyle text) {
        this.text = text;
    }
}
