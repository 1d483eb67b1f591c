package dev.tarn.server.output;

/// How points in time are spelled.
public enum TextStyle {
    /// As Trino's protocol does: `2020-01-01 00:00:00.000000 UTC`, as many digits as the type has.
    TRINO(' ', " UTC", false),
    /// ISO 8601: `2020-01-01T00:00:00Z`, without trailing zeros in the fraction.
    ISO('T', "Z", true),
    /// For people: `2020-01-01 00:00:00 UTC`, without trailing zeros in the fraction.
    PLAIN(' ', " UTC", true);

    final char separator;
    final String zone;
    final boolean trimmed;

    TextStyle(char separator, String zone, boolean trimmed) {
        this.separator = separator;
        this.zone = zone;
        this.trimmed = trimmed;
    }
}
