package dev.tarn.storage.io.s3;

import dev.tarn.storage.StorageException;

/// Bucket and key of a location such as `s3://bucket/a/b`; the key is taken as it stands, `?` and
/// `#` included.
record S3Uri(String bucket, String key) {
    /// The object that `location` names.
    static S3Uri of(String location) {
        S3Uri uri = ofPrefix(location);
        if (uri.key().isEmpty()) {
            throw notS3(location);
        }
        return uri;
    }

    /// The keys that begin as `location` does; all of the bucket where it names nothing else.
    static S3Uri ofPrefix(String location) {
        int start = location.indexOf("://") + 3;
        int slash = location.indexOf('/', start);
        int end = slash < 0 ? location.length() : slash;
        if (start < 3 || end == start) {
            throw notS3(location);
        }
        String key = slash < 0 ? "" : location.substring(slash + 1);
        return new S3Uri(location.substring(start, end), key);
    }

    private static StorageException notS3(String location) {
        return new StorageException(
                StorageException.Kind.BAD_VALUE,
                "Not an S3 location: %s; expected s3://bucket/key".formatted(location));
    }
}
