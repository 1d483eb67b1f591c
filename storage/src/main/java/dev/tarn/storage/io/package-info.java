/// Bytes: Iceberg's `FileIO` for local disk, S3 and HDFS, listing by glob, and the settings of each
/// store.
///
/// Does not belong here: what the bytes mean; how S3 is spoken to, which is `io.s3`. Start reading
/// at `FileIos`; readers of formats at `RangeReads`.
@NullMarked
package dev.tarn.storage.io;

import org.jspecify.annotations.NullMarked;
