package dev.tarn.storage.table;

import org.apache.iceberg.FileScanTask;

/// A piece of a data file with the deletes that apply to it: what a reader is opened on.
/// `estimatedRows` and `lengthBytes` are of the piece.
public record Split(FileScanTask task, long lengthBytes, long estimatedRows) {}
