package dev.tarn.catalog.access;

import org.jspecify.annotations.Nullable;

/// A part of a bucket: every key that begins with `key` and a slash.
///
/// @param key without slashes at its ends; never empty, so that nobody is given a whole bucket
record S3Area(String bucket, String key) {
    private static final String S3 = "s3://";

    /// Null when the location is not in S3, or is a whole bucket.
    ///
    /// @param canonical a location in the catalog's canonical form
    static @Nullable S3Area of(String canonical) {
        if (!canonical.startsWith(S3)) {
            return null;
        }
        int slash = canonical.indexOf('/', S3.length());
        return slash < 0 || slash == canonical.length() - 1
                ? null
                : new S3Area(
                        canonical.substring(S3.length(), slash), canonical.substring(slash + 1));
    }

    String keyPrefix() {
        return key + "/";
    }

    boolean contains(String otherBucket, String otherKey) {
        return bucket.equals(otherBucket) && otherKey.startsWith(keyPrefix());
    }
}
