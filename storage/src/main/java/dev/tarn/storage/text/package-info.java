/// CSV and JSON-lines files as batches.
///
/// Bytes go straight into vectors: no String is made for a field, except where a number needs the
/// JDK's exact rounding or a pattern of the user's own. A file is cut into [TextSplit]s at record
/// boundaries, so that workers share it; compressed files are one split. Does not belong here:
/// Iceberg tables (`table`), bytes (`io`), casts of SQL (`engine.function`).
///
/// Start reading at [CsvFiles] and [JsonFiles], then [CsvReader] and [FieldBlock].
@NullMarked
package dev.tarn.storage.text;

import org.jspecify.annotations.NullMarked;
