/// Data files of any format, by the format's name.
///
/// Belongs here: the switch over formats, and which columns of a file outside any table are meant.
/// Does not belong here: a format (`parquet`, `orc`, `avro`), deletes (`delete`), tables (`table`).
/// Start reading at [FileReaders] and [FileWriters].
@NullMarked
package dev.tarn.storage.file;

import org.jspecify.annotations.NullMarked;
