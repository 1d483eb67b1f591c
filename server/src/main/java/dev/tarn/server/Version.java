package dev.tarn.server;

/// Which Tarn this is. A test holds it to the version of the build.
public final class Version {
    public static final String TARN = "0.1.0";

    /// The Trino whose client protocol is spoken; drivers ask for it.
    public static final String TRINO = "483";

    private Version() {}
}
