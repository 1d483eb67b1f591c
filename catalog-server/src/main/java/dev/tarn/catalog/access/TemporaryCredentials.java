package dev.tarn.catalog.access;

import java.time.Instant;

/// Credentials that end by themselves. Never prints its secrets.
record TemporaryCredentials(
        String accessKeyId, String secretAccessKey, String sessionToken, Instant expiresAt) {
    @Override
    public String toString() {
        return "TemporaryCredentials[" + accessKeyId + ", until " + expiresAt + "]";
    }
}
