package dev.tarn.storage.io;

import dev.tarn.storage.StorageException;

/// Bucket and key of a location such as `s3://bucket/a/b`; the key is taken as it stands.
record S3Uri(String bucket, String key) {
    static S3Uri of(String location) {
        int start = location.indexOf("://");
        int slash = start < 0 ? -1 : location.indexOf('/', start + 3);
        if (slash < 0 || slash == start + 3 || slash == location.length() - 1) {
            throw new StorageException(
                    StorageException.Kind.BAD_VALUE,
                    "Not an S3 location: %s; expected s3://bucket/key".formatted(location));
        }
        return new S3Uri(location.substring(start + 3, slash), location.substring(slash + 1));
    }
}
