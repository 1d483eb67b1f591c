package dev.tarn.storage.text;

/// Thrown by the parsers of single values; whoever knows file, line and column catches it and says
/// so. One instance without a stack trace: inference throws it by the thousand.
final class Unparsable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final Unparsable INSTANCE = new Unparsable();

    private Unparsable() {
        super("Unparsable", null, false, false);
    }
}
