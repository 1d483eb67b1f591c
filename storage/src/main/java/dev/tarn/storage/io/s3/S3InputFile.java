package dev.tarn.storage.io.s3;

import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/// An object to read. Opening it asks nothing; its length is asked for only where neither the
/// caller knew it nor anything was read.
final class S3InputFile implements InputFile {
    private final S3Store store;
    private final String location;
    private volatile long givenLength;
    private volatile S3Reads latest;

    /// @param length -1 where it is not known
    S3InputFile(S3Store store, String location, long length) {
        this.store = store;
        this.location = location;
        this.givenLength = length;
        this.latest = new S3Reads(store, location, length);
    }

    @Override
    public long getLength() {
        if (givenLength < 0) {
            long seen = latest.knownLength();
            givenLength = seen >= 0 ? seen : store.head(location).contentLength();
        }
        return givenLength;
    }

    @Override
    public SeekableInputStream newStream() {
        latest = new S3Reads(store, location, givenLength);
        return new S3InputStream(latest, location);
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public boolean exists() {
        return store.findHead(location) != null;
    }

    @Override
    public String toString() {
        return location;
    }
}
