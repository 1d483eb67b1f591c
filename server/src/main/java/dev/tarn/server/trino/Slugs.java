package dev.tarn.server.trino;

import java.security.SecureRandom;

/// Parts of addresses that nobody can guess. Thread-safe.
final class Slugs {
    private static final int SLUG_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Slugs() {}

    /// 128 bits.
    static byte[] random() {
        byte[] slug = new byte[SLUG_BYTES];
        RANDOM.nextBytes(slug);
        return slug;
    }
}
