package dev.tarn.storage.io.s3;

import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/// An object to read. Opening it asks nothing; its length is asked for only where neither the
/// caller knew it nor anything was read. Where a stream is open, it comes with the first bytes, as
/// readers from start to end (Iceberg's of manifest lists) ask for it before they read.
final class S3InputFile implements InputFile {
    private final S3Store store;
    private final String location;
    private volatile long givenLength;
    private volatile boolean opened;
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
            S3Reads reads = latest;
            if (opened && reads.knownLength() < 0) {
                reads.readStart();
            }
            long seen = reads.knownLength();
            givenLength = seen >= 0 ? seen : store.head(location).contentLength();
        }
        return givenLength;
    }

    @Override
    public SeekableInputStream newStream() {
        S3Reads reads = new S3Reads(store, location, givenLength);
        latest = reads;
        opened = true;
        return new S3InputStream(reads, location);
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
