package dev.tarn.storage.load;

import dev.tarn.storage.io.FileListing;

import org.apache.iceberg.io.FileInfo;

/// What a file is known by: where it is, how many bytes it has, and when it was last changed, in
/// milliseconds since 1970; 0 where the store does not tell.
public record LoadedFile(String location, long bytes, long changedMillis) {
    public static LoadedFile of(FileInfo file) {
        return new LoadedFile(
                FileListing.identity(file.location()), file.size(), file.createdAtMillis());
    }

    /// Whether both say the same of the same location. A time that one of them does not have tells
    /// nothing.
    boolean isSame(LoadedFile other) {
        boolean sameTime =
                changedMillis == other.changedMillis
                        || changedMillis == 0
                        || other.changedMillis == 0;
        return location.equals(other.location) && bytes == other.bytes && sameTime;
    }
}
