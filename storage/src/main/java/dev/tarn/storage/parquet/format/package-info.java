/// What a Parquet file says about itself, as records: footer, page headers, page index, bloom
/// filters. Pure functions of byte arrays, and the one place that knows Thrift.
///
/// Whatever the bytes are, the answer is a record or a [FormatException], within time and memory
/// linear in their number.
///
/// Does not belong here: I/O (`parquet`), values and pages' contents (`parquet.encoding`), Iceberg.
/// Start at [Footer] and [PageHeader]. Arrows: uses the JDK only.
///
/// Source: the Parquet format, `parquet.thrift`, and Thrift's compact protocol.
@NullMarked
package dev.tarn.storage.parquet.format;

import org.jspecify.annotations.NullMarked;
