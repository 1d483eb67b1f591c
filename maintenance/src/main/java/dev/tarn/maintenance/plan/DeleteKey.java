package dev.tarn.maintenance.plan;

import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.jspecify.annotations.Nullable;

/// Which delete file it is, or which deletion vector of those that share a file.
///
/// @param offset of the vector; null for delete files
public record DeleteKey(String location, @Nullable Long offset) {

    public static DeleteKey of(DeleteFile file) {
        return new DeleteKey(file.location(), file.contentOffset());
    }

    /// Whether it names rows by data file and position; such deletes can be of no file that is
    /// written later.
    public static boolean isByPosition(DeleteFile file) {
        return file.content() == FileContent.POSITION_DELETES;
    }
}
